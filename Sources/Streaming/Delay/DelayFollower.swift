/// How the delay that is played with follows the one that is wanted: longer at once, by one splice;
/// shorter by playing a little faster, or by a splice where nothing can. JACK thread. Times in s.
package struct DelayFollower: Sendable {
    /// 0.1 % is a change of pitch by 1.7 cents; a longer way is gone a little faster.
    private static var pace: Double { @_noLocks @_noAllocation get { 1e-3 } }
    private static var hurry: Double { @_noLocks @_noAllocation get { 2.5e-3 } }
    private static var far: Double { @_noLocks @_noAllocation get { 10e-3 } }
    /// So little is not worth a splice where the pace can be changed.
    private static var little: Double { @_noLocks @_noAllocation get { 0.25e-3 } }

    /// The delay that is played with.
    package private(set) var held = 0.0
    /// How much faster than the clocks say playing goes for it, as a part.
    package private(set) var slew = 0.0
    private let canStretch: Bool
    private let latitude: Double

    /// Where nothing is resampled by a free ratio, the pace cannot be changed: `canStretch` is false. A
    /// splice may make the delay longer than wanted by `latitude`.
    @_noLocks @_noAllocation
    package init(canStretch: Bool, latitude: Double) {
        self.canStretch = canStretch
        self.latitude = latitude
    }

    @_noLocks @_noAllocation
    package mutating func start(at delay: Double) {
        held = delay
        slew = 0
    }

    /// Goes on for `period` towards the delay `wanted`; returns what must be made up for at once: longer
    /// where it is positive. `moved` is to tell of it.
    @_noLocks @_noAllocation
    package mutating func follow(_ wanted: Double, period: Double) -> Double {
        let gap = wanted - held
        slew = 0
        guard gap != 0 else { return 0 }
        guard canStretch, gap < Self.little else {
            return gap < 0 && gap >= -latitude ? 0 : gap
        }
        let pace = gap < -Self.far ? Self.hurry : Self.pace
        let step = min(max(gap, -pace * period), pace * period)
        held += step
        slew = -step / period
        return 0
    }

    /// The delay has become longer by `time`.
    @_noLocks @_noAllocation
    package mutating func moved(by time: Double) { held += time }
}
