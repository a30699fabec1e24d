#include "peers.h"

#include <memory>

#include <samplerate.h>
#include <zita-resampler/vresampler.h>

struct peer {
    virtual ~peer() = default;
    virtual void process(double ratio, const float *input, size_t &input_frames, float *output,
                         size_t &output_frames) = 0;
};

namespace {

class Zita final : public peer {
public:
    Zita(double ratio, unsigned channels) : nominal_(ratio) {
        is_usable = resampler_.setup(1 / ratio, channels, 32) == 0;
    }

    void process(double ratio, const float *input, size_t &input_frames, float *output,
                 size_t &output_frames) override {
        resampler_.set_rratio(nominal_ / ratio);
        resampler_.inp_data = const_cast<float *>(input);
        resampler_.inp_count = static_cast<unsigned>(input_frames);
        resampler_.out_data = output;
        resampler_.out_count = static_cast<unsigned>(output_frames);
        resampler_.process();
        input_frames -= resampler_.inp_count;
        output_frames -= resampler_.out_count;
    }

    bool is_usable;

private:
    const double nominal_;
    VResampler resampler_;
};

class Samplerate final : public peer {
public:
    explicit Samplerate(unsigned channels) {
        int error = 0;
        state_ = src_new(SRC_SINC_MEDIUM_QUALITY, static_cast<int>(channels), &error);
    }

    ~Samplerate() override { src_delete(state_); }

    Samplerate(const Samplerate &) = delete;
    Samplerate &operator=(const Samplerate &) = delete;

    bool is_usable() const { return state_ != nullptr; }

    void process(double ratio, const float *input, size_t &input_frames, float *output,
                 size_t &output_frames) override {
        SRC_DATA data{};
        data.data_in = input;
        data.input_frames = static_cast<long>(input_frames);
        data.data_out = output;
        data.output_frames = static_cast<long>(output_frames);
        data.src_ratio = 1 / ratio;
        // At once: by itself it would glide there in the course of the block.
        src_set_ratio(state_, data.src_ratio);
        src_process(state_, &data);
        input_frames = static_cast<size_t>(data.input_frames_used);
        output_frames = static_cast<size_t>(data.output_frames_gen);
    }

private:
    SRC_STATE *state_;
};

} // namespace

peer *peer_zita(double ratio, unsigned channels) {
    auto zita = std::make_unique<Zita>(ratio, channels);
    return zita->is_usable ? zita.release() : nullptr;
}

peer *peer_samplerate(unsigned channels) {
    auto samplerate = std::make_unique<Samplerate>(channels);
    return samplerate->is_usable() ? samplerate.release() : nullptr;
}

void peer_free(peer *peer) { delete peer; }

void peer_process(peer *peer, double ratio, const float *input, size_t *input_frames,
                  float *output, size_t *output_frames) {
    peer->process(ratio, input, *input_frames, output, *output_frames);
}
