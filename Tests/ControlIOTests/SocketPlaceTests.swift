// Where control sockets are: fallbacks, what is refused, stale and live ones.
import ControlTestKit
import Glibc
import Testing

@testable import ControlIO

@Suite struct SocketPlaceTests {
    private let temporary = TemporaryDirectory()
    private var place: SocketPlace { SocketPlace(directory: temporary.path + "/jacknet") }

    /// Why there is no socket; nil where there is one.
    private func failure(_ name: String = "a", in place: SocketPlace) -> ControlSocketError? {
        do throws(ControlSocketError) {
            let socket = try ListeningSocket(name, in: place)
            socket.unlinkPath()
            close(socket.descriptor)
            return nil
        } catch { return error }
    }

    @Test func theFallbacksAreTakenInTurn() {
        let root = temporary.path
        func directory(_ runtime: String?) -> String {
            SocketPlace(
                runtimeDirectory: runtime, systemd: root + "/user", temporary: root + "/tmp"
            ).directory
        }
        let user = geteuid()
        #expect(directory("/x") == "/x/jacknet")
        #expect(directory(nil) == "\(root)/tmp/jacknet-\(user)")
        // Neither counts: the XDG base directory specification asks for absolute paths.
        #expect(directory("") == "\(root)/tmp/jacknet-\(user)")
        #expect(directory("run") == "\(root)/tmp/jacknet-\(user)")
        mkdir(root + "/user", 0o755)
        symlink("/", "\(root)/user/\(user)")
        #expect(directory(nil) == "\(root)/tmp/jacknet-\(user)")
        unlink("\(root)/user/\(user)")
        mkdir("\(root)/user/\(user)", 0o700)
        #expect(directory(nil) == "\(root)/user/\(user)/jacknet")
    }

    @Test func directoryAndSocketAreForTheirUserAlone() throws {
        let before = umask(0)
        defer { umask(before) }
        let socket = try ListeningSocket("a", in: place)
        #expect(temporary.mode("jacknet").map { $0 & 0o7777 } == 0o700)
        #expect(temporary.mode("jacknet/a.sock").map { $0 & 0o777 } == 0o600)
        #expect(place.names == ["a"])
        socket.unlinkPath()
        close(socket.descriptor)
        #expect(place.names == [])
    }

    @Test func aDirectoryThatIsOpenToOthersIsClosed() {
        mkdir(place.directory, 0o777)
        chmod(place.directory, 0o777)
        #expect(failure(in: place) == nil)
        #expect(temporary.mode("jacknet").map { $0 & 0o7777 } == 0o700)
    }

    @Test func noLinkIsFollowed() {
        mkdir(temporary.path + "/elsewhere", 0o700)
        symlink(temporary.path + "/elsewhere", place.directory)
        #expect(failure(in: place) == .notDirectory(place.directory))
        #expect(temporary.mode("elsewhere/a.sock") == nil)
    }

    @Test func aFileIsNoDirectory() {
        close(open(place.directory, O_CREAT | O_WRONLY, 0o600))
        #expect(failure(in: place) == .notDirectory(place.directory))
    }

    @Test func aDirectoryThatCannotBeMadeIsNamed() {
        let place = SocketPlace(directory: temporary.path + "/no/jacknet")
        guard case .noDirectory(let path, _)? = failure(in: place) else {
            Issue.record("taken")
            return
        }
        #expect(path == place.directory)
    }

    /// Only root can make one.
    @Test(.enabled(if: geteuid() == 0))
    func anotherUsersDirectoryIsRefused() {
        mkdir(place.directory, 0o700)
        chown(place.directory, 12_345, 12_345)
        #expect(failure(in: place) == .foreignDirectory(place.directory, owner: 12_345))
    }

    @Test func aPathHas107BytesAtMost() {
        let room = 107 - place.directory.utf8.count - "/.sock".utf8.count
        #expect(failure(String(repeating: "n", count: room), in: place) == nil)
        let long = String(repeating: "n", count: room + 1)
        #expect(
            failure(long, in: place) == .pathTooLong("\(place.directory)/\(long).sock"))
    }

    @Test func aStaleSocketIsReplaced() throws {
        let first = try ListeningSocket("a", in: place)
        close(first.descriptor)
        #expect(temporary.mode("jacknet/a.sock") != nil)
        #expect(UnixSocket.presence(at: first.path) == .stale)
        let second = try ListeningSocket("a", in: place)
        #expect(UnixSocket.presence(at: second.path) == .live(pid: getpid()))
        // The first one's name is the second one's now.
        first.unlinkPath()
        #expect(temporary.mode("jacknet/a.sock") != nil)
        close(second.descriptor)
        second.unlinkPath()
        #expect(temporary.mode("jacknet/a.sock") == nil)
    }

    @Test func aLiveSocketIsRefusedWithItsProcess() throws {
        let first = try ListeningSocket("a", in: place)
        defer { close(first.descriptor) }
        let error = failure("a", in: place)
        #expect(error == .live(first.path, pid: getpid()))
        #expect(error?.description.contains("process \(getpid())") == true)
        #expect(failure("b", in: place) == nil)
    }

    @Test func aFileInASocketsPlaceStays() throws {
        mkdir(place.directory, 0o700)
        let path = try place.path(of: "a")
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        #expect(failure("a", in: place) == .notSocket(path))
        #expect(temporary.mode("jacknet/a.sock") != nil)
    }

    @Test func errorsAreOneLineWithARemedy() {
        let errors: [ControlSocketError] = [
            .pathTooLong("/p"), .noDirectory("/p", cause: "c"), .notDirectory("/p"),
            .foreignDirectory("/p", owner: 7), .live("/p", pid: 7), .live("/p", pid: nil),
            .notSocket("/p"), .unavailable("/p", cause: "c"),
        ]
        for error in errors {
            #expect(error.description.hasPrefix("/p: "))
            #expect(error.description.contains("; "))
            #expect(!error.description.contains("\n"))
        }
    }
}
