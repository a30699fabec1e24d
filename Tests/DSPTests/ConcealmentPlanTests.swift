// How much effort concealment takes for so many channels in so much time.
import DSP
import Testing

@Suite struct ConcealmentPlanTests {
    @Test(arguments: [8_000, 44_100, 48_000, 96_000, 192_000])
    func everyPlanCanBeCarriedOut(rate: Int) {
        for channels in [1, 2, 3, 8, 16, 64] {
            for budget in [Int64(300_000), 600_000, 2_000_000] {
                for gap in [64, 128, 512] {
                    let plan = ConcealmentPlan(
                        channels: channels, sampleRate: rate, gap: gap, budget: budget)
                    #expect(plan.order < plan.history && plan.fade < plan.history)
                    #expect(plan.longestFuture <= plan.order)
                    #expect(plan.longestGap == 0 || plan.cost(ofGap: gap) <= budget)
                    #expect(plan.longestGap == 0 || plan.longestFuture > 0)
                }
            }
        }
    }

    @Test func fewChannelsGetTheBest() {
        let few = ConcealmentPlan(channels: 2, sampleRate: 48_000, gap: 128, budget: 2_000_000)
        #expect(few.order == 1_024 && few.history == 8_192 && few.hasShort)
        #expect(few.longestGap >= 128 && few.longestFuture == 256)
        let many = ConcealmentPlan(channels: 64, sampleRate: 48_000, gap: 128, budget: 2_000_000)
        #expect(many.order >= 64 && many.longestGap == 0)
        #expect(many.cost(ofGap: 128) <= 2_000_000)
    }
}
