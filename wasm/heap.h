/*
 * heap.h: the heap of the WebAssembly module.
 */
#ifndef WASM_HEAP_H
#define WASM_HEAP_H

/* heap_reset: all blocks are gone. */
void heap_reset(void);

#endif
