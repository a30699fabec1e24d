import CJack
import CLinux
import DSP
import RealTime
import Streaming
import Synchronization

// What libjack calls. Each gets the pointer to its client's `CallbackState`.

@c @_noLocks @_noAllocation
func jacknetCapture(_ frames: jack_nframes_t, _ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context, frames <= 8_192 else { return 0 }
    jn_rtsan_enter()
    let state = context.assumingMemoryBound(to: CallbackState.self)
    state.pointee.isInside.store(true, ordering: .sequentiallyConsistent)
    let bits = state.pointee.feed.load(ordering: .sequentiallyConsistent)
    if let feed = UnsafeMutablePointer<CaptureFeed>(bitPattern: bits) {
        state.pointee.capture(feed, frames: Int(frames))
    } else {
        state.pointee.mixer.pointee.settle()
    }
    state.pointee.isInside.store(false, ordering: .releasing)
    jn_rtsan_exit()
    return 0
}

@c @_noLocks @_noAllocation
func jacknetPlayout(_ frames: jack_nframes_t, _ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context, frames <= 8_192 else { return 0 }
    jn_rtsan_enter()
    let state = context.assumingMemoryBound(to: CallbackState.self)
    state.pointee.isInside.store(true, ordering: .sequentiallyConsistent)
    let bits = state.pointee.feed.load(ordering: .sequentiallyConsistent)
    state.pointee.playout(UnsafeMutablePointer<PlayoutFeed>(bitPattern: bits), frames: Int(frames))
    state.pointee.isInside.store(false, ordering: .releasing)
    jn_rtsan_exit()
    return 0
}

@c func jacknetThreadInit(_ context: UnsafeMutableRawPointer?) { jn_flush_denormals() }

@c func jacknetShutdown(_ context: UnsafeMutableRawPointer?) {
    guard let state = context?.assumingMemoryBound(to: CallbackState.self) else { return }
    state.pointee.isShutDown.store(true, ordering: .releasing)
    jn_event_signal(state.pointee.ownerFlag)
}

@c func jacknetBufferSize(
    _ frames: jack_nframes_t, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = context?.assumingMemoryBound(to: CallbackState.self) else { return 0 }
    state.pointee.periodFrames.store(Int(frames), ordering: .releasing)
    jn_event_signal(state.pointee.ownerFlag)
    return 0
}

@c func jacknetPortRegistered(
    _ port: jack_port_id_t, _ registered: Int32, _ context: UnsafeMutableRawPointer?
) {
    guard let state = context?.assumingMemoryBound(to: CallbackState.self) else { return }
    state.pointee.listener.store(jn_gettid(), ordering: .relaxed)
    state.pointee.portsChanged.store(true, ordering: .releasing)
    jn_event_signal(state.pointee.ownerFlag)
}

/// A sender's in ports have the playback latency, a receiver's out ports the capture latency, of what
/// lies beyond the link; the other direction is the graph's own.
@c func jacknetLatency(_ mode: jack_latency_callback_mode_t, _ context: UnsafeMutableRawPointer?) {
    guard let state = context?.assumingMemoryBound(to: CallbackState.self) else { return }
    guard mode == (state.pointee.isCapture ? JackPlaybackLatency : JackCaptureLatency) else {
        return
    }
    var range = jack_latency_range_t(
        min: state.pointee.beyondMinimum.load(ordering: .relaxed),
        max: state.pointee.beyondMaximum.load(ordering: .relaxed))
    for index in 0..<state.pointee.portCount.load(ordering: .acquiring) {
        if let port = state.pointee.ports[index] { jack_port_set_latency_range(port, mode, &range) }
    }
}

@c func jacknetQuiet(_ message: UnsafePointer<CChar>?) {}
