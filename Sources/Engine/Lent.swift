/// A value on the heap that one thread lends another; whoever made it frees it, once the other is
/// known to be done with it.
struct Lent<Value: ~Copyable>: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: value)
    }

    func free() {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }
}
