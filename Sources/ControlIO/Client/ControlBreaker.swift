/// What breaks a wait for an answer off.
package struct ControlBreaker {
    /// Polled for input; -1 never has any.
    let descriptor: Int32
    /// Takes that input, and tells whether the wait is over.
    let isDue: () -> Bool

    package init(descriptor: Int32, isDue: @escaping () -> Bool) {
        self.descriptor = descriptor
        self.isDue = isDue
    }
}
