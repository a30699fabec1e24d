/// How the delay that is played with follows the one that is wanted: longer at once, by one splice;
/// shorter by playing a little faster, or by a splice where nothing can. JACK thread. Times in s.
package struct DelayFollower: Sendable {
    /// 0.1 % is a change of pitch by 1.7 cents; a longer way is gone a little faster.
    private static var pace: Double { @_noLocks @_noAllocation get { 1e-3 } }
    private static var hurry: Double { @_noLocks @_noAllocation get { 2.5e-3 } }
    private static var far: Double { @_noLocks @_noAllocation get { 10e-3 } }
    /// A way back that was asked for is jumped from here on.
    private static var veryFar: Double { @_noLocks @_noAllocation get { 20e-3 } }
    /// So little is not worth a splice where the pace can be changed.
    private static var little: Double { @_noLocks @_noAllocation get { 0.25e-3 } }

    /// The delay that is played with.
    package private(set) var held = 0.0
    /// How much faster than the clocks say playing goes for it, as a part.
    package private(set) var slew = 0.0
    private let canStretch: Bool

    /// Where nothing is resampled by a free ratio, the pace cannot be changed: `canStretch` is false.
    @_noLocks @_noAllocation
    package init(canStretch: Bool) { self.canStretch = canStretch }

    /// By how much a splice may make the delay longer than it should be, s, for the sake of a place that
    /// fits: where the pace leads back from there, or the delay is found by itself and may be longer.
    @_noLocks @_noAllocation
    package func latitude(isAutomatic: Bool) -> Double {
        canStretch || isAutomatic ? Self.mostLatitude : 0
    }
    /// A period of 125 Hz.
    private static var mostLatitude: Double { @_noLocks @_noAllocation get { 8e-3 } }

    @_noLocks @_noAllocation
    package mutating func start(at delay: Double) {
        held = delay
        slew = 0
    }

    /// Goes on as `other` is.
    @_noLocks @_noAllocation
    package mutating func goOn(from other: DelayFollower) {
        held = other.held
        slew = other.slew
    }

    /// Goes on for `period` towards the delay `wanted`; returns what must be made up for at once: longer
    /// where it is positive. `moved` is to tell of it. One that is found by itself never jumps back where it
    /// can go.
    @_noLocks @_noAllocation
    package mutating func follow(
        _ wanted: Double, isAutomatic: Bool = false, period: Double
    ) -> Double {
        let gap = wanted - held
        slew = 0
        guard gap != 0 else { return 0 }
        guard canStretch, gap < Self.little else {
            return gap < 0 && gap >= -latitude(isAutomatic: isAutomatic) ? 0 : gap
        }
        if gap < -Self.veryFar, !isAutomatic { return gap }
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
