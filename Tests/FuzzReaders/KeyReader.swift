import Session

/// A file of keys, as it is, and with its first 64 bytes made a token, whose check chance would not hit.
func readKeys(_ bytes: UnsafeRawBufferPointer) {
    let text = Array(bytes)
    check(text)
    guard text.count >= 64, let receiver = KeyID(Array(text[0..<16])),
        let id = KeyID(Array(text[16..<32])), let secret = KeySecret(Array(text[32..<64]))
    else { return }
    let token = KeyToken(receiver: receiver, id: id, secret: secret)
    precondition((try? KeyToken(parsing: token.text.utf8)) == token)
    check(Array(token.text.utf8) + text[64...])
}

/// What is read of it can be written and read again.
private func check(_ text: [UInt8]) {
    precondition(KeyToken.isLike(text) || (try? KeyToken(parsing: text)) == nil)
    guard let file = try? KeyFile(parsing: text) else { return }
    precondition((try? KeyFile(parsing: Array(file.text.utf8))) == file)
}
