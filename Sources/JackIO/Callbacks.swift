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

@c func jacknetLatency(_ mode: jack_latency_callback_mode_t, _ context: UnsafeMutableRawPointer?) {
    guard let state = context?.assumingMemoryBound(to: CallbackState.self),
        mode == state.pointee.latencyMode
    else { return }
    guard state.pointee.leavesLatencyToOwner else { return state.pointee.setLatencies() }
    state.pointee.isLatencyDue.store(true, ordering: .releasing)
    jn_event_signal(state.pointee.ownerFlag)
}

/// Called at once for the rate that there is, and again where that changes.
@c func jacknetSampleRate(
    _ rate: jack_nframes_t, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = context?.assumingMemoryBound(to: CallbackState.self) else { return 0 }
    guard Int64(rate) != state.pointee.sampleRate else { return 0 }
    state.pointee.hasNewRate.store(true, ordering: .releasing)
    jn_event_signal(state.pointee.ownerFlag)
    return 0
}

@c func jacknetQuiet(_ message: UnsafePointer<CChar>?) {}
