/// What lets a sender in: a secret that it shares with the receivers of one user on one machine.
package struct LinkKey: Equatable, Sendable {
    /// Of the receivers that it belongs to: the pre-shared key identity hint of RFC 4279.
    package var receiver: KeyID
    /// Of the key itself: the pre-shared key identity of RFC 4279.
    package var id: KeyID
    package var secret: KeySecret
    /// Whom people know it by: at a receiver the sender, at a sender the receiver.
    package var name: String

    package init(receiver: KeyID, id: KeyID, secret: KeySecret, name: String) {
        self.receiver = receiver
        self.id = id
        self.secret = secret
        self.name = name
    }
}
