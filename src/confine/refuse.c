#include "confine.h"

#include "rules.h"

#include <errno.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* Numbers that Debian 12's headers lack; the table of system calls is the same on every 64-bit
 * machine from 424 on. */
#ifndef __NR_open_tree_attr
#define __NR_open_tree_attr 467
#endif

/* What no process of ours needs, whatever its own list says. */
static const int refused[] = {
    /* other processes */
    __NR_ptrace,
    __NR_process_vm_readv,
    __NR_process_vm_writev,
    __NR_kcmp,
    __NR_pidfd_getfd,
    __NR_process_madvise,
    __NR_perf_event_open,
    /* namespaces and mounts */
    __NR_unshare,
    __NR_setns,
    __NR_mount,
    __NR_umount2,
    __NR_pivot_root,
    __NR_chroot,
    __NR_open_tree,
    __NR_open_tree_attr,
    __NR_move_mount,
    __NR_fsopen,
    __NR_fsconfig,
    __NR_fsmount,
    __NR_fspick,
    __NR_mount_setattr,
    __NR_open_by_handle_at,
    __NR_quotactl,
    __NR_quotactl_fd,
    /* wide doors into the kernel */
    __NR_bpf,
    __NR_userfaultfd,
    __NR_io_uring_setup,
    __NR_io_uring_enter,
    __NR_io_uring_register,
    __NR_keyctl,
    __NR_add_key,
    __NR_request_key,
    __NR_personality,
    /* the machine */
    __NR_kexec_load,
    __NR_kexec_file_load,
    __NR_init_module,
    __NR_finit_module,
    __NR_delete_module,
    __NR_reboot,
    __NR_swapon,
    __NR_swapoff,
    __NR_acct,
    __NR_syslog,
    __NR_settimeofday,
    __NR_clock_settime,
    __NR_clock_adjtime,
    __NR_adjtimex,
    __NR_sethostname,
    __NR_setdomainname,
    __NR_vhangup,
#ifdef __NR_iopl
    __NR_iopl,
    __NR_ioperm,
    __NR_modify_ldt,
#endif
};

static const scmp_datum_t refused_flags[] = {CLONE_NEWUSER,  CLONE_NEWPID, CLONE_NEWNS,
                                             CLONE_NEWNET,   CLONE_NEWIPC, CLONE_NEWUTS,
                                             CLONE_NEWCGROUP};

enum err confine_refuse_most(void)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return ERR_IO;
    }
    AUTO(seccomp_release) scmp_filter_ctx filter = rules_new(SCMP_ACT_ALLOW);
    if (filter == NULL) {
        return ERR_IO;
    }
    uint32_t no = SCMP_ACT_ERRNO(EPERM);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (seccomp_rule_add_array(filter, no, refused[i], 0, NULL) != 0) {
            return ERR_IO;
        }
    }
    for (size_t i = 0; i < sizeof(refused_flags) / sizeof(refused_flags[0]); i++) {
        scmp_datum_t flag = refused_flags[i];
        struct scmp_arg_cmp set = SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag);
        if (seccomp_rule_add_array(filter, no, __NR_clone, 1, &set) != 0) {
            return ERR_IO;
        }
    }
    /* The flags of clone3 stand behind a pointer. */
    if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), __NR_clone3, 0, NULL) != 0) {
        return ERR_IO;
    }
    return seccomp_load(filter) == 0 ? ERR_OK : ERR_IO;
}
