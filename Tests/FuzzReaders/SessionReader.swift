import FoundationEssentials
import Session
import Text

/// What a peer says, a message a line; what is kept of it can be said again.
func readSession(_ bytes: UnsafeRawBufferPointer) {
    guard let listener = SessionListener() else { return }
    for line in bytes.split(separator: 10, maxSplits: 31) {
        guard let message = MessageCoding.decode(Data(line)) else { continue }
        let again = MessageCoding.encode(message)
        precondition(MessageCoding.decode(Data(again.dropFirst(4))) != nil)
        listener.take(message)
    }
}
