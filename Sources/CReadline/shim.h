// GNU Readline, and accessors of its global variables, which Swift does not let code read that is
// checked for concurrency. All of it belongs to one thread.
#pragma once

#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

// No signal handlers of its own, no completion of file names, words parted at spaces and quotes.
static inline void jn_readline_prepare(
    const char *application, rl_completion_func_t *complete
) {
    rl_readline_name = application;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = (char *)" \t\n\"'";
    rl_completer_quote_characters = "\"'";
    rl_filename_quote_characters = " \t\"'\\";
    rl_initialize();
}

// Called in a completion: nothing but what it returns is offered, and, with `quotes`, what has
// spaces is put into quotation marks.
static inline void jn_readline_completing(int quotes) {
    rl_attempted_completion_over = 1;
    rl_completion_mark_symlink_dirs = 0;
    rl_filename_completion_desired = quotes;
    rl_filename_quoting_desired = 1;
}

static inline const char *jn_readline_line(void) { return rl_line_buffer; }
static inline int jn_readline_point(void) { return rl_point; }

// What was typed last, or NULL.
static inline const char *jn_history_last(void) {
    HIST_ENTRY *entry = history_get(history_base + history_length - 1);
    return entry ? entry->line : NULL;
}

// A search, an argument or a key of several bytes is under way, with a prompt of its own.
static inline int jn_readline_is_busy(void) {
    return RL_ISSTATE(
        RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | RL_STATE_METANEXT |
        RL_STATE_MULTIKEY | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH) != 0;
}

static inline void jn_readline_flush(void) { fflush(stdout); }

// By way of the stream that readline writes to, in its turn.
static inline void jn_readline_print(const char *text) {
    fputs(text, stdout);
    fflush(stdout);
}
