import CVector

/// Makes up lost stretches of one channel: what a linear prediction of high order expects after the
/// sound before, or, where the sound after it is known too, what both sides together leave the least
/// prediction error. Of two predictions, one from a long history for what sounds on and one from a
/// short one for what changes as fast as speech, the one is taken that does better here. Nothing
/// allocates after init; one thread.
package struct Concealer: ~Copyable {
    /// What the long prediction may leave of error, relative to the short one, and still be taken: with its
    /// order it fits the sound that it came from less well than it foretells.
    private static let favourBetween = 1.4
    private static let favourAfter = 1.35

    package let order: Int
    /// Frames of the past that are looked at.
    package let history: Int
    /// The longest stretch that `interpolate` takes, and the most frames of the future that it uses.
    package let longestGap: Int
    package let longestFuture: Int

    private let long: LinearPrediction
    private let short: LinearPrediction
    private let hasShort: Bool
    private var equations: GapEquations
    /// What goes on: `order` coefficients, the highest first, of the prediction that was chosen.
    private let voice: UnsafeMutablePointer<Double>
    /// The last `order` frames, and what follows on them.
    private let line: UnsafeMutablePointer<Double>
    private let solution: UnsafeMutablePointer<Double>
    private let otherSolution: UnsafeMutablePointer<Double>
    private var peak: Float = 0
    private var isSilent = true
    /// The short prediction is there too.
    private var hasChoice = false

    /// `hasShort` is whether there is a second prediction, of half the order from a fourth of the history.
    package init(
        order: Int, history: Int, hasShort: Bool, longestGap: Int, longestFuture: Int
    ) {
        self.order = order
        self.history = history
        self.hasShort = hasShort
        self.longestGap = longestGap
        self.longestFuture = min(longestFuture, order)
        long = LinearPrediction(order: order, history: history, tail: max(8, history / 128))
        short =
            hasShort
            ? LinearPrediction(order: order / 2, history: history / 4, tail: history / 64)
            : LinearPrediction(order: 4, history: 16, tail: 4)
        equations = GapEquations(
            order: order, longestGap: longestGap, longestFuture: self.longestFuture)
        voice = .allocate(capacity: order)
        voice.initialize(repeating: 0, count: order)
        line = .allocate(capacity: order + longestGap)
        line.initialize(repeating: 0, count: order + longestGap)
        solution = .allocate(capacity: longestGap)
        solution.initialize(repeating: 0, count: longestGap)
        otherSolution = .allocate(capacity: longestGap)
        otherSolution.initialize(repeating: 0, count: longestGap)
    }

    deinit {
        voice.deallocate()
        line.deallocate()
        solution.deallocate()
        otherSolution.deallocate()
    }

    /// Numbers in a state that `save` writes.
    package var stateCount: Int { 2 * order + 2 }

    /// Keeps where an extrapolation is, in `stateCount` numbers.
    package func save(into state: UnsafeMutablePointer<Double>) {
        for index in 0..<order {
            state[index] = voice[index]
            state[order + index] = line[index]
        }
        state[2 * order] = Double(peak)
        state[2 * order + 1] = isSilent ? 1 : 0
    }

    /// Goes back to where it was saved.
    package mutating func restore(from state: UnsafePointer<Double>) {
        for index in 0..<order {
            voice[index] = state[index]
            line[index] = state[order + index]
        }
        peak = Float(state[2 * order])
        isSilent = state[2 * order + 1] != 0
    }

    /// Makes up the `frames` frames that follow on the `history` frames at `past`; no sample exceeds
    /// the peak of their last quarter.
    package mutating func extrapolate(
        _ past: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, frames: Int
    ) {
        begin(past, peakOf: history / 4)
        chooseVoice(past)
        goOn(into: output, frames: frames)
    }

    /// Makes up the next `frames` frames of an extrapolation.
    package mutating func goOn(into output: UnsafeMutablePointer<Float>, frames: Int) {
        guard !isSilent else {
            for frame in 0..<frames { output[frame] = 0 }
            return
        }
        // In stretches, so that the line need not hold a gap of any length.
        var done = 0
        while done < frames {
            let count = min(longestGap, frames - done)
            predict(count)
            // What is clipped is not predicted from: the error would feed itself.
            for frame in 0..<count { output[done + frame] = clipped(line[order + frame]) }
            done += count
            for frame in 0..<order { line[frame] = line[frame + count] }
        }
    }

    /// Makes up `frames` (≤ `longestGap`) frames between the `history` frames at `past` and `known` ones at
    /// `future`, of which `longestFuture` are used at most.
    package mutating func interpolate(
        _ past: UnsafePointer<Float>, future: UnsafePointer<Float>, known: Int,
        into output: UnsafeMutablePointer<Float>, frames: Int
    ) {
        begin(past, peakOf: history)
        guard frames > 0, frames <= longestGap, !isSilent else {
            return goOn(into: output, frames: max(0, frames))
        }
        equations.set(
            past: past + (history - order), frames: frames, future: future,
            known: min(known, longestFuture))
        let left = equations.solve(by: long, into: solution)
        let otherLeft = hasChoice ? equations.solve(by: short, into: otherSolution) : nil
        guard left != nil || otherLeft != nil else {
            chooseVoice(past)
            return goOn(into: output, frames: frames)
        }
        let isLong = (left ?? .infinity) <= Self.favourBetween * (otherLeft ?? .infinity)
        let chosen = isLong ? solution : otherSolution
        for frame in 0..<frames { output[frame] = clipped(chosen[frame]) }
        bendToEdges(past, future, min(known, longestFuture), output, frames)
    }

    /// Where sound changes as the predictions do not expect, they may leave a step at an edge: what exceeds
    /// the sound's own steps before and after is spread over half of the stretch.
    private func bendToEdges(
        _ past: UnsafePointer<Float>, _ future: UnsafePointer<Float>, _ known: Int,
        _ output: UnsafeMutablePointer<Float>, _ frames: Int
    ) {
        guard known > 0 else { return }
        var own: Float = 0
        for frame in history - history / 4 + 1..<history {
            own = max(own, (past[frame] - past[frame - 1]).magnitude)
        }
        for frame in 1..<known { own = max(own, (future[frame] - future[frame - 1]).magnitude) }
        let first = output[0] - past[history - 1]
        let last = future[0] - output[frames - 1]
        let atFirst = first - min(max(first, -own), own)
        let atLast = last - min(max(last, -own), own)
        guard atFirst.isFinite, atLast.isFinite, atFirst != 0 || atLast != 0 else { return }
        let length = (frames + 1) / 2
        for frame in 0..<length {
            let place = Float(frame) / Float(length)
            let weight = (1 - place) * (1 - place) * (1 + 2 * place)
            output[frame] -= atFirst * weight
            output[frames - 1 - frame] += atLast * weight
        }
    }

    /// Analyses the past.
    private mutating func begin(_ past: UnsafePointer<Float>, peakOf recent: Int) {
        peak = 0
        for frame in history - recent..<history { peak = max(peak, past[frame].magnitude) }
        isSilent = !(peak.isFinite && long.analyse(past))
        hasChoice = hasShort && !isSilent && short.analyse(past + (history - short.history))
    }

    /// Takes the prediction that would have done better a little earlier, and puts the end of the past into
    /// the line.
    private func chooseVoice(_ past: UnsafePointer<Float>) {
        guard !isSilent else { return }
        var isLong = true
        if hasChoice {
            let error = rehearse(long, past)
            isLong = error <= Self.favourAfter * rehearse(short, past)
        }
        if isLong { speak(by: long) } else { speak(by: short) }
        load(past, endingAt: history)
    }

    private func speak(by prediction: borrowing LinearPrediction) {
        let rest = order - prediction.order
        for index in 0..<rest { voice[index] = 0 }
        for index in 0..<prediction.order { voice[rest + index] = prediction.reversed[index] }
    }

    private func load(_ past: UnsafePointer<Float>, endingAt end: Int) {
        for frame in 0..<order { line[frame] = Double(past[end - order + frame]) }
    }

    /// The line's next `count` frames.
    private func predict(_ count: Int) {
        for frame in 0..<count {
            line[order + frame] = -cv_dot(voice, line + frame, order)
        }
    }

    /// Energy of the error in the past's last frames, had they been lost.
    private func rehearse(
        _ prediction: borrowing LinearPrediction, _ past: UnsafePointer<Float>
    ) -> Double {
        let count = min(order / 4, longestGap)
        load(past, endingAt: history - count)
        let start = line + (order - prediction.order)
        for frame in 0..<count {
            line[order + frame] = -cv_dot(prediction.reversed, start + frame, prediction.order)
        }
        var energy = 0.0
        for frame in 0..<count {
            let error = line[order + frame] - Double(past[history - count + frame])
            energy += error * error
        }
        return energy
    }

    private func clipped(_ sample: Double) -> Float {
        sample.isFinite ? min(max(Float(sample), -peak), peak) : 0
    }
}
