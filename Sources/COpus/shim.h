// libopus, with the variadic opus_*_ctl calls that Swift cannot make spelled out one by one.
#pragma once
#include <opus.h>
#include <opus_multistream.h>

static inline int jn_opus_set_bitrate(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_BITRATE(v));
}
static inline int jn_opus_set_complexity(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_COMPLEXITY(v));
}
static inline int jn_opus_set_vbr(OpusMSEncoder *e, opus_int32 v) {
    return opus_multistream_encoder_ctl(e, OPUS_SET_VBR(v));
}
static inline int jn_opus_get_lookahead(OpusMSEncoder *e, opus_int32 *v) {
    return opus_multistream_encoder_ctl(e, OPUS_GET_LOOKAHEAD(v));
}
static inline int jn_opus_decoder_reset(OpusMSDecoder *d) {
    return opus_multistream_decoder_ctl(d, OPUS_RESET_STATE);
}
