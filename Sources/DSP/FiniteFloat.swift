extension Float {
    /// The value itself, or 0 for NaN and ±infinity: neither may reach a loudspeaker or a filter.
    @inline(__always)
    var finiteOrZero: Float {
        @_noLocks @_noAllocation get { magnitude < .infinity ? self : 0 }
    }
}
