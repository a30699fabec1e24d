import Testing

@testable import ControlIO

@Suite struct SocketPlaceTests {}
