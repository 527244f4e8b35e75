/* The same job as `snap` of examples/tools/layout-c, as a plugin for Extism: takes {"box":[x,y,width,height]}, moves x and y to
 * the nearest lines of a grid of 8 px, and answers with the box. What it asks of its host is declared here, as Extism's own
 * header for plugins declares it; input and output are copied eight bytes at a time, as that header does. */
#include <stdint.h>

#define HOST(name) __attribute__((import_module("extism:host/env"), import_name(#name))) extern
HOST(input_length) uint64_t input_length(void);
HOST(input_load_u8) uint8_t input_load_u8(uint64_t at);
HOST(input_load_u64) uint64_t input_load_u64(uint64_t at);
HOST(alloc) uint64_t alloc(uint64_t len);
HOST(store_u8) void store_u8(uint64_t at, uint8_t byte);
HOST(store_u64) void store_u64(uint64_t at, uint64_t bytes);
HOST(output_set) void output_set(uint64_t at, uint64_t len);

enum { GRID = 8, IN_MAX = 1024, OUT_MAX = 256, LENGTH_MAX = 1000000000 };

static char in[IN_MAX], out[OUT_MAX];
static uint32_t in_len, out_len, at;

/* Takes `c`, if it comes next. */
static int take(char c) {
    while (at < in_len && (in[at] == ' ' || in[at] == '\n' || in[at] == '\t' || in[at] == '\r')) at++;
    if (at >= in_len || in[at] != c) return 0;
    at++;
    return 1;
}

/* Takes each of these in turn. */
static int take_all(const char *text) {
    for (; *text; text++)
        if (!take(*text)) return 0;
    return 1;
}

static int number(double *value) {
    double sum = 0, scale = 1;
    int negative = take('-'), fraction = 0;
    uint32_t begun = at;
    for (; at < in_len; at++) {
        char c = in[at];
        if (c == '.' && !fraction) fraction = 1;
        else if (c < '0' || c > '9') break;
        else if (fraction) sum += (c - '0') * (scale /= 10);
        else sum = sum * 10 + (c - '0');
    }
    *value = negative ? -sum : sum;
    return at > begun && sum < LENGTH_MAX;
}

static void put(const char *text) {
    while (*text && out_len < OUT_MAX) out[out_len++] = *text++;
}

static void put_digits(uint64_t value, int least) {
    char digits[21];
    int from = 20;
    digits[from] = 0;
    do digits[--from] = '0' + value % 10, value /= 10;
    while (value || 20 - from < least);
    put(digits + from);
}

/* With six places of decimals, as the tool that it is compared with. */
static void put_length(double value) {
    if (value < 0) put("-");
    uint64_t millionths = (uint64_t)((value < 0 ? -value : value) * 1e6 + 0.5);
    put_digits(millionths / 1000000, 1);
    put(".");
    put_digits(millionths % 1000000, 6);
}

/* The nearest line of the grid. */
static double on_grid(double value) { return (double)(int)(value / GRID + (value < 0 ? -0.5 : 0.5)) * GRID; }

__attribute__((export_name("snap"))) int32_t snap(void) {
    uint64_t len = input_length();
    if (len > IN_MAX) return 1;
    uint32_t i = 0;
    uint64_t eight;
    for (; i + 8 <= len; i += 8) eight = input_load_u64(i), __builtin_memcpy(in + i, &eight, 8);
    for (; i < len; i++) in[i] = input_load_u8(i);
    /* A plugin that stays finds its memory as it left it. */
    in_len = len, at = out_len = 0;

    double box[4];
    if (!take_all("{\"box\":[")) return 1;
    for (int n = 0; n < 4; n++)
        if ((n && !take(',')) || !number(&box[n])) return 1;
    if (!take_all("]}")) return 1;

    box[0] = on_grid(box[0]), box[1] = on_grid(box[1]);
    put("{\"box\":[");
    for (int n = 0; n < 4; n++) {
        if (n) put(",");
        put_length(box[n]);
    }
    put("]}");

    uint64_t block = alloc(out_len);
    for (i = 0; i + 8 <= out_len; i += 8) __builtin_memcpy(&eight, out + i, 8), store_u64(block + i, eight);
    for (; i < out_len; i++) store_u8(block + i, out[i]);
    output_set(block, out_len);
    return 0;
}
