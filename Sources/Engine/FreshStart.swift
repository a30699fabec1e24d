import Glibc
import HostIO

extension EventTap {
    /// Tells `reason`, and begins the process anew, as it was started: the last resort against what a library
    /// has done to it. The peer sees an end that was gone for a moment. Returns only where that fails.
    func beginAnew(because reason: String) -> LinkFailure {
        event(LinkEvent(.warning, "jack.stuck", reason + ": this end begins anew"))
        fflush(nil)
        return LinkFailure(
            .unavailable,
            "\(reason), and a new start failed (\(ProcessImage.beginAnew())); start "
                + "this end again")
    }
}
