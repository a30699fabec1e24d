// Other people's resamplers behind one face, for the benchmark. Samples are interleaved.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct peer peer;

// zita-resampler's VResampler, hlen 32, at `ratio` input frames per output frame and within some
// percent of it. NULL where it refuses.
peer *peer_zita(double ratio, unsigned channels);

// libsamplerate's SRC_SINC_MEDIUM_QUALITY. NULL where it refuses.
peer *peer_samplerate(unsigned channels);

void peer_free(peer *peer);

// Renders at `ratio` input frames per output frame from now on, until `*input_frames` have been
// taken or `*output_frames` made; sets both to what was.
void peer_process(peer *peer, double ratio, const float *input, size_t *input_frames,
                  float *output, size_t *output_frames);

#ifdef __cplusplus
}
#endif
