/*
 * base_auto.h: scope owns memory. AUTO(x) declares a local that x_auto() cleans up when its scope
 * ends; an AUTO local is always initialised where it is declared. MOVE(p) yields a pointer and
 * clears the variable, so that the cleanup finds nothing to do.
 */
#ifndef BASE_AUTO_H
#define BASE_AUTO_H

#define AUTO(name) __attribute__((__cleanup__(name##_auto)))

#define MOVE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) move_out_ = (pointer);                                                 \
        (pointer) = NULL;                                                                          \
        move_out_;                                                                                 \
    })

/* For a type that is freed by closer(struct type *): makes AUTO(closer) usable on a pointer to it.
 */
#define AUTO_CLOSER(closer, type)                                                                  \
    static inline void closer##_auto(type **where)                                                 \
    {                                                                                              \
        closer(*where);                                                                            \
    }

#endif
