#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A TOML document, parsed.
typedef struct jn_toml jn_toml;

/// The document that `text` of `length` bytes is. Where it is none, NULL, with the line and what is wrong
/// with it in `error`, a string of at most `room` bytes.
jn_toml *jn_toml_parse(const char *text, size_t length, int *line, char *error, size_t room);

/// Frees it.
void jn_toml_free(jn_toml *document);

#ifdef __cplusplus
}
#endif
