/* The interface maquette:tool@0.1 for C: give `maquette_describe` and `maquette_invoke`, include this in one file, and build it
 * for wasm32 without a standard library:
 *
 *   clang --target=wasm32 -Os -ffreestanding -nostdlib -c tool.c -o tool.o
 *   wasm-ld --no-entry --export-dynamic tool.o -o tool.core.wasm
 *
 * `maquette tool build` does both, and makes a component of it. Memory is never given back: an instance lives for one call.
 */
#ifndef MAQUETTE_TOOL_H
#define MAQUETTE_TOOL_H

typedef unsigned char uint8_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef uint32_t size_t;

/* Text or bytes. */
typedef struct {
    const char *at;
    uint32_t len;
} mq_text;

typedef struct {
    mq_text media;
    uint64_t len;
    uint32_t width, height; /* px; 0 for what is no picture */
} mq_blob;

typedef struct {
    mq_text op, input;
    const mq_blob *blobs;
    uint32_t blobs_len;
} mq_call;

/* What a call comes to: `output` where `failed` is 0, else `code` and `message`. */
typedef struct {
    int failed;
    mq_text output;
    const uint32_t *blobs;
    uint32_t blobs_len;
    mq_text code, message;
} mq_result;

mq_text maquette_describe(void);
mq_result maquette_invoke(mq_call call);

#define MQ_TEXT(literal) ((mq_text){(literal), sizeof(literal) - 1})

/* Memory. */

extern uint8_t __heap_base;
static uint32_t mq_heap;

void *mq_alloc(uint32_t size, uint32_t align) {
    if (!mq_heap) mq_heap = (uint32_t)(size_t)&__heap_base;
    uint32_t at = (mq_heap + align - 1) & ~(align - 1);
    if (at < mq_heap || at + size < at) __builtin_trap();
    mq_heap = at + size;
    uint32_t have = __builtin_wasm_memory_size(0) * 65536u;
    if (mq_heap > have) {
        uint32_t pages = (mq_heap - have + 65535u) / 65536u;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) __builtin_trap();
    }
    return (void *)at;
}

void *memcpy(void *to, const void *from, size_t len) {
    uint8_t *d = to;
    const uint8_t *s = from;
    while (len--) *d++ = *s++;
    return to;
}

void *memset(void *to, int byte, size_t len) {
    uint8_t *d = to;
    while (len--) *d++ = (uint8_t)byte;
    return to;
}

__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_len, size_t align, size_t len) {
    void *at = mq_alloc(len, align ? align : 1);
    if (old_len) memcpy(at, old, old_len < len ? old_len : len);
    return at;
}

/* Text that grows; what does not fit any more is left out. */

typedef struct {
    char *at;
    uint32_t len, max;
} mq_builder;

static inline mq_builder mq_build(uint32_t max) { return (mq_builder){mq_alloc(max, 1), 0, max}; }
static inline mq_text mq_built(const mq_builder *b) { return (mq_text){b->at, b->len}; }

static inline void mq_put(mq_builder *b, mq_text text) {
    if (text.len > b->max - b->len) return;
    memcpy(b->at + b->len, text.at, text.len);
    b->len += text.len;
}

static inline void mq_put_number(mq_builder *b, uint64_t value) {
    char digits[20];
    uint32_t at = sizeof digits;
    do digits[--at] = '0' + value % 10;
    while (value /= 10);
    mq_put(b, (mq_text){digits + at, sizeof digits - at});
}

/* What the house answers; each returns 0, or the number of an error. */

#define MQ_HOST(name) __attribute__((import_module("maquette:tool/host@0.1.0"), import_name(name)))
MQ_HOST("log") void mq_host_log(uint32_t level, const char *at, uint32_t len);
MQ_HOST("read-blob") void mq_host_read_blob(uint32_t index, uint64_t offset, uint32_t len, uint32_t *out);
MQ_HOST("read-rows") void mq_host_read_rows(uint32_t index, uint32_t y, uint32_t rows, uint32_t *out);
MQ_HOST("emit-blob")
void mq_host_emit_blob(const char *media, uint32_t media_len, const void *at, uint32_t len, uint32_t *out);
MQ_HOST("random") void mq_host_random(uint32_t n, uint32_t *out);

static inline void mq_log(uint32_t level, mq_text text) { mq_host_log(level, text.at, text.len); }

static inline uint32_t mq_bytes(const uint32_t *out, const uint8_t **at) {
    if (out[0] & 255) return out[1];
    *at = (const uint8_t *)out[1];
    return 0;
}

static inline uint32_t mq_read_blob(uint32_t index, uint64_t offset, uint32_t len, const uint8_t **at) {
    uint32_t out[3];
    mq_host_read_blob(index, offset, len, out);
    return mq_bytes(out, at);
}

/* `rows` rows from `y` on, RGBA8. */
static inline uint32_t mq_read_rows(uint32_t index, uint32_t y, uint32_t rows, const uint8_t **at) {
    uint32_t out[3];
    mq_host_read_rows(index, y, rows, out);
    return mq_bytes(out, at);
}

static inline uint32_t mq_emit_blob(mq_text media, const void *at, uint32_t len, uint32_t *index) {
    uint32_t out[2];
    mq_host_emit_blob(media.at, media.len, at, len, out);
    if (out[0] & 255) return out[1];
    *index = out[1];
    return 0;
}

/* What the house calls. */

static uint32_t mq_out[8];

__attribute__((export_name("maquette:tool/tool@0.1.0#describe"))) uint32_t *mq_export_describe(void) {
    mq_text text = maquette_describe();
    mq_out[0] = (uint32_t)text.at;
    mq_out[1] = text.len;
    return mq_out;
}

__attribute__((export_name("maquette:tool/tool@0.1.0#invoke"))) uint32_t *mq_export_invoke(
    const char *op, uint32_t op_len, const char *input, uint32_t input_len, const mq_blob *blobs, uint32_t blobs_len) {
    mq_result result = maquette_invoke((mq_call){{op, op_len}, {input, input_len}, blobs, blobs_len});
    mq_out[0] = result.failed ? 1 : 0;
    if (result.failed) {
        mq_out[1] = (uint32_t)result.code.at, mq_out[2] = result.code.len;
        mq_out[3] = (uint32_t)result.message.at, mq_out[4] = result.message.len;
        mq_out[5] = 0; /* no field */
    } else {
        mq_out[1] = (uint32_t)result.output.at, mq_out[2] = result.output.len;
        mq_out[3] = (uint32_t)result.blobs, mq_out[4] = result.blobs_len;
    }
    return mq_out;
}

#endif
