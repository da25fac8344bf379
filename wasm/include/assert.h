#ifndef WASM_ASSERT_H
#define WASM_ASSERT_H
#define assert(true_) ((true_) ? (void)0 : __builtin_trap())
#endif
