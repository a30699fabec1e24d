// AES-256-GCM as OpenSSL has it, bare, for the benchmark.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gcm gcm;

// One direction under `key`, 32 bytes: `seals`, or opens. NULL where OpenSSL refuses.
gcm *gcm_new(const uint8_t *key, int seals);

void gcm_free(gcm *gcm);

// Seals the `payload` in place and puts the tag of 16 bytes, over `header` too, behind it; the nonce has
// 12 bytes. 0 where OpenSSL refuses.
int gcm_seal(gcm *gcm, const uint8_t *nonce, const uint8_t *header, size_t header_bytes,
             uint8_t *payload, size_t payload_bytes);

// Opens what `gcm_seal` sealed. 0 where it is not authentic.
int gcm_open(gcm *gcm, const uint8_t *nonce, const uint8_t *header, size_t header_bytes,
             uint8_t *payload, size_t payload_bytes);

#ifdef __cplusplus
}
#endif
