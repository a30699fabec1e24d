#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A TOML document, parsed: a list of its keys, each with the tables that it stands in.
typedef struct jn_toml jn_toml;

/// UTF-8, which may hold NULs and does not end in one; lives as long as its document.
typedef struct jn_toml_text {
    const char *bytes;
    size_t length;
} jn_toml_text;

typedef enum jn_toml_kind {
    jn_toml_string,
    jn_toml_integer,
    jn_toml_float,
    jn_toml_boolean,
    jn_toml_array,
    jn_toml_table,
    /// Dates and times.
    jn_toml_other,
} jn_toml_kind;

/// A value; of the members after `kind`, only the one of that kind counts.
typedef struct jn_toml_value {
    jn_toml_kind kind;
    jn_toml_text text;
    int64_t integer;
    double number;
    bool flag;
} jn_toml_value;

/// The document that `text` of `length` bytes is. Where it is none, NULL, with the line, from 1, and what is
/// wrong with it in `error`, a string of at most `room` bytes. More than 256 parts of a key, and values nested more
/// than 16 deep, are refused.
jn_toml *jn_toml_parse(const char *text, size_t length, int *line, char *error, size_t room);

/// Frees it.
void jn_toml_free(jn_toml *document);

/// How many keys there are, tables, their keys and those of inline tables alike, in no order; none within the
/// eighth table.
size_t jn_toml_count(const jn_toml *document);

/// The line of a key, from 1: of a table, where it was first named.
int jn_toml_line(const jn_toml *document, size_t key);

/// How many parts the path of a key has, 1 or more.
size_t jn_toml_depth(const jn_toml *document, size_t key);

/// A part of the path of a key, from the outermost table to the key itself.
jn_toml_text jn_toml_part(const jn_toml *document, size_t key, size_t part);

/// What is at a key.
jn_toml_kind jn_toml_kind_at(const jn_toml *document, size_t key);

/// How many values are at a key: of an array its elements, of a table none, else one.
size_t jn_toml_value_count(const jn_toml *document, size_t key);

/// A value at a key.
jn_toml_value jn_toml_value_at(const jn_toml *document, size_t key, size_t index);

#ifdef __cplusplus
}
#endif
