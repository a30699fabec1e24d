internal import Glibc
internal import HostIO
package import Text
package import Units

/// One question to many links at once, so that one that hangs costs the others no time.
package enum ControlRound {
    package struct Answer {
        package let link: RunningLink
        package let result: Result<JSONValue, ControlClientError>
    }

    private struct Open {
        let index: Int
        let client: ControlClient
        let id: Int
    }

    /// The answers, in the order of `links`, `patience` later at most; a link that is not there any
    /// more has none.
    package static func ask(
        _ method: String, of links: [RunningLink], within patience: Nanoseconds
    ) -> [Answer] {
        let deadline = MonotonicClock.now() + patience
        var results: [Result<JSONValue, ControlClientError>?] = links.map { _ in nil }
        var open: [Open] = []
        for (index, link) in links.enumerated() {
            do throws(ControlClientError) {
                let client = try ControlClient(link)
                open.append(Open(index: index, client: client, id: try client.request(method)))
            } catch {
                results[index] = .failure(error)
            }
        }
        while !open.isEmpty {
            let left = deadline - MonotonicClock.now()
            guard left > .zero else { break }
            var entries = open.map {
                pollfd(fd: $0.client.descriptor, events: Int16(POLLIN), revents: 0)
            }
            _ = poll(&entries, nfds_t(entries.count), Int32(left.milliseconds.rounded(.up)))
            for (one, entry) in zip(open, entries) where entry.revents != 0 {
                results[one.index] = answer(from: one)
            }
            open.removeAll { results[$0.index] != nil }
        }
        let late = Int(patience.milliseconds)
        return zip(links, results).compactMap { link, result in
            if case .failure(.ended) = result { return nil }
            let timedOut = ControlClientError.timedOut(link.name, milliseconds: late)
            return Answer(link: link, result: result ?? .failure(timedOut))
        }
    }

    /// Nil where it has not come whole.
    private static func answer(from one: Open) -> Result<JSONValue, ControlClientError>? {
        do throws(ControlClientError) {
            for message in try one.client.receive() {
                if let answer = try one.client.answer(to: one.id, in: message) {
                    return .success(answer)
                }
            }
            return nil
        } catch {
            return .failure(error)
        }
    }
}
