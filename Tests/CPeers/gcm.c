#include "gcm.h"

#include <openssl/evp.h>

// Nothing but the nonce is set anew for each packet.
gcm *gcm_new(const uint8_t *key, int seals) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (!context) return NULL;
    if (!EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, NULL, seals)) {
        EVP_CIPHER_CTX_free(context);
        return NULL;
    }
    return (gcm *)context;
}

void gcm_free(gcm *gcm) { EVP_CIPHER_CTX_free((EVP_CIPHER_CTX *)gcm); }

static int pass(EVP_CIPHER_CTX *context, const uint8_t *nonce, const uint8_t *header,
                size_t header_bytes, uint8_t *payload, size_t payload_bytes) {
    int written = 0;
    return EVP_CipherInit_ex(context, NULL, NULL, NULL, nonce, -1) &&
           EVP_CipherUpdate(context, NULL, &written, header, (int)header_bytes) &&
           EVP_CipherUpdate(context, payload, &written, payload, (int)payload_bytes);
}

int gcm_seal(gcm *gcm, const uint8_t *nonce, const uint8_t *header, size_t header_bytes,
             uint8_t *payload, size_t payload_bytes) {
    EVP_CIPHER_CTX *context = (EVP_CIPHER_CTX *)gcm;
    int written = 0;
    uint8_t *tag = payload + payload_bytes;
    return pass(context, nonce, header, header_bytes, payload, payload_bytes) &&
           EVP_CipherFinal_ex(context, tag, &written) &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, tag);
}

int gcm_open(gcm *gcm, const uint8_t *nonce, const uint8_t *header, size_t header_bytes,
             uint8_t *payload, size_t payload_bytes) {
    EVP_CIPHER_CTX *context = (EVP_CIPHER_CTX *)gcm;
    int written = 0;
    uint8_t *tag = payload + payload_bytes;
    return pass(context, nonce, header, header_bytes, payload, payload_bytes) &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, 16, tag) &&
           EVP_CipherFinal_ex(context, tag, &written) > 0;
}
