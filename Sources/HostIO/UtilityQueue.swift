package import Dispatch

/// Waits until what `begin` starts has called back, on the queue that it is given. The queue is one of low priority:
/// Dispatch raises that of a thread for its usual one, which Linux refuses most users, and Dispatch logs it.
package func waitOnUtilityQueue(
    _ begin: (DispatchQueue, @escaping @Sendable ((any Error)?) -> Void) -> Void
) {
    let isDone = DispatchSemaphore(value: 0)
    begin(.global(qos: .utility)) { _ in isDone.signal() }
    isDone.wait()
}
