"""What has to become of each attack: why the attacked checks fail, and whether the exercises around it are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

POINTS = {"half": 2.0, "scale": 4.0, "train": 2.0, "shift": 2.0}
"""What the exercises of course/ are worth."""


@dataclass(frozen=True)
class Fate:
    """``reasons`` are those that failing checks of the ``attacked`` exercise may have, ``earns`` its points.

    ``spares``: the other exercises keep their points, or lose them; None: that is the attacker's own affair.
    """

    reasons: frozenset[str]
    earns: float = 0.0
    spares: bool | None = True
    attacked: str = "scale"


def fails(*reasons: str, spares: bool | None = True, earns: float = 0.0, attacked: str = "scale") -> Fate:
    return Fate(frozenset(reasons), earns, spares, attacked)


def each(fate: Fate, names: str) -> dict[str, Fate]:
    return dict.fromkeys(names.split(), fate)


STOPPED = fails("raised", "crashed")
UNLOADED = fails("import_failed", "crashed", spares=False)
HONEST = fails(earns=POINTS["scale"])
NO_VALUE = fails("unreadable")
REFUSED = fails("missing", "unreadable", spares=False)

# Walls: what a plain process may do, and nothing behind a wall.
WALLED: dict[str, Mapping[str, Fate]] = {
    "it reads what its user can": each(
        STOPPED,
        """read_solutions read_solutions_at_import read_solutions_by_symlink read_solutions_by_hard_link
        read_solutions_by_descriptor read_solutions_upwards read_solutions_through_proc import_solution
        read_expected_values read_gradebook read_course_secret read_world_readable read_passwords read_classmate
        list_class list_processes read_parent_environment read_parent_memory read_memory_by_syscall trace_parent
        steal_descriptor import_torch import_grader import_other_packages""",
    ),
    "it writes what its user can": {
        **each(
            STOPPED,
            """write_everywhere overwrite_classmate overwrite_gradebook overwrite_results overwrite_expected_values
            overwrite_worker overwrite_numpy delete_file rename_file truncate_file chmod_file touch_file chown_file
            label_file make_folder make_fifo swap_scratch""",
        ),
        **each(HONEST, "write_at_import"),  # the line fails, and costs nothing that is right
        **each(fails("raised", "output_limit"), "fill_scratch many_files"),
    },
    "it reaches the network": each(
        STOPPED,
        """connect_tcp connect_tcp_at_import send_udp connect_unix send_unix_datagram connect_abstract listen_tcp
        raw_socket host_socket""",
    ),
    "it signals and changes its user's processes": each(
        STOPPED,
        """signal_decoy signal_decoy_by_pidfd signal_decoy_by_thread signal_decoy_by_file signal_parent signal_grader
        signal_everybody renice_parent pin_parent limit_parent real_time""",
    ),
    "it starts processes": each(STOPPED, "fork fork_at_import fork_flood clone daemon exec_shell"),
    "it uses the kernel as any program": each(
        STOPPED,
        """io_uring userfaultfd kernel_keys shared_memory semaphores message_queue hidden_memory full_pipes
        user_namespace mount new_mount change_root kernel_program performance_counters kernel_log watch_files""",
    ),
}
"""What level `process` does not stop, by the reason: it runs code as its user, for accidents and not for attacks."""

# What holds at every level: the grader and the worker see to it, not the walls.
SEARCHES = each(
    fails("raised", "timeout"),
    """read_own_environment search_modules search_frames search_objects search_freed_memory search_own_memory
    search_descriptors search_channel buffers_2_search note_2_find shrink_descriptors""",
)
NEIGHBOURS = each(HONEST, "buffers_1_leave note_1_leave")
FILES = {
    **each(fails("raised", "output_limit"), "large_file"),
    **each(fails("raised", "output_limit", "timeout"), "scratch_deep_folders"),
    **each(fails("raised"), "scratch_links trap_for_cleanup"),
    **each(fails("value"), "change_folder"),
}
DESCRIPTORS = {
    **each(fails("crashed"), "close_descriptors close_everything"),
    **each(fails("raised", "crashed", "unreadable"), "swap_descriptors nonblocking_descriptors"),
    **each(fails("unreadable", "crashed"), "write_to_descriptors delete_last"),
    **each(fails("timeout"), "wait_for_channel"),
    **each(fails("raised"), "read_input many_files_open"),
}
FORGERIES = {
    **each(fails("unreadable", "crashed"), "forge_verdict"),
    **each(fails("unreadable", "crashed", spares=False), "forge_verdict_at_import"),
    **each(NO_VALUE, "forge_endless_frame forge_deep_frame forge_long_number forge_impossible_array"),
    **each(fails("crashed"), "forge_half_a_frame"),
    **each(fails("timeout"), "forge_slow_frame"),
    **each(fails("unreadable", "structure", spares=None), "forge_many_replies"),
    **each(fails("unreadable", "shape", spares=None), "forge_pickle"),
    **each(fails("unreadable", spares=False), "forge_reason_array forge_reasons forge_no_reply"),
    **each(
        fails("structure", "unreadable", "timeout", "output_limit", spares=False),
        "forge_loaded forge_made forge_wide_reply",
    ),
    **each(fails("raised", "unreadable", spares=False), "forge_texts forge_long_texts"),
    **each(fails("unreadable", "property", earns=3.0), "forge_inputs"),
}
PATCHES = {
    **each(fails("unreadable", spares=False), "patch_answer patch_encode patch_json"),
    **each(fails("structure", spares=False), "patch_call"),
    **each(fails("unreadable", "crashed", spares=False), "patch_pack"),
    **each(fails("unreadable", "crashed", "memory", spares=False), "patch_numpy_arrays"),
    **each(fails("unreadable", "crashed", "value", "structure", "raised", spares=None), "patch_builtins"),
    **each(fails("value", "raised"), "patch_numpy"),
    **each(fails("unreadable", "value", spares=None), "fake_numpy fake_worker"),
    **each(fails("value", "crashed", spares=None), "patch_main"),
    **each(fails("unreadable", "raised", "crashed"), "patch_traceback"),
    **each(fails("unreadable", "raised", "crashed", spares=None), "patch_import"),
    **each(fails("raised"), "patch_exit poison_random"),
    **each(fails("value", spares=None), "patch_collector"),
    **each(fails("value", "import_failed", spares=None), "thread_at_import"),
    **each(fails("structure", "raised", "crashed", spares=None), "no_modules no_namespace"),
    **each(fails("crashed", "timeout", "value", "unreadable", spares=None), "corrupt_interpreter"),
    **each(fails("missing", "value", spares=None), "replace_functions"),
    **each(fails("unreadable", "crashed"), "strange_function"),
    **each(fails("missing", "import_failed"), "strange_globals"),
    **each(fails("value"), "replace_output close_output recursion_limit"),
}
TRACES = {
    **each(fails("shape", "value", "structure", "unreadable", spares=None), "trace_calls"),
    **each(fails("unreadable", "crashed", "raised"), "profile_calls asynchronous_exception"),
    **each(fails("timeout", "value", "crashed", "unreadable", "raised", spares=None), "jump_in_caller"),
}
RETURNS = {
    **each(
        NO_VALUE,
        """return_always_equal return_array_protocols return_coroutine return_dates return_deep_dict return_deep_list
        return_generator return_huge_integer return_integer_beyond return_itself return_lying_class return_lying_dict
        return_lying_numpy_number return_memory_view return_mixed_keys return_module return_named_class
        return_nameless_class return_object_array return_range return_reducible return_structured_array
        return_text_array return_void_array""",
    ),
    **each(
        fails("structure"),
        """return_bytes return_escapes return_failing_list return_lying_text return_lying_tuple return_many_arrays
        return_nothing return_verdict""",
    ),
    **each(
        fails("shape"),
        "return_lying_integer return_lying_number return_many_dimensions return_matrix return_no_elements return_pickle",
    ),
    **each(fails("value"), "return_lying_array return_masked_array return_wrong_order"),
    **each(fails("value"), "return_complex_array"),
    **each(fails("not_finite"), "return_nan return_infinity"),
    **each(fails("memory"), "return_large_result"),
    **each(fails("shape"), "return_far_too_much return_right_values_repeated"),
    **each(fails("output_limit", "timeout"), "return_huge_text"),  # ten megabytes take a while on a slow machine
    **each(
        fails("output_limit"),
        "return_small_large_result return_zero_strides return_zero_strides_swapped",
    ),
    **each(
        fails("output_limit", "timeout", "memory"),
        "return_wide_dict return_wide_list return_branching_list return_many_parts",
    ),
    **each(fails("crashed", "shape"), "return_foreign_memory"),
    **each(fails("property", earns=3.0), "return_inputs_changed"),
    **each(
        fails("structure", "property", "timeout", "output_limit", attacked="train"),
        "train_long_history train_long_list",
    ),
    **each(fails("structure", attacked="train"), "train_nested_history"),
    **each(fails("structure", "property", "dtype", "value", attacked="train"), "train_strange_numbers"),
}
RAISES = {
    **each(
        fails("raised"),
        """raise_chain raise_exit raise_exit_class raise_interrupt raise_long_text raise_named raise_stop raise_texts
        raise_unprintable recursion exit_handler""",
    ),
    **each(fails("raised", "unreadable"), "raise_strange_class raise_strange_line"),
    **each(fails("not_implemented"), "raise_unwritten"),
    **each(UNLOADED, "exit_at_import strange_encoding"),
    **each(HONEST, "raise_exit_at_import"),  # what is defined around the line counts
}
ENDS = {
    **each(fails("crashed"), "abort exit_now segfault recursion_unlimited"),
    **each(fails("crashed", "raised", "value"), "kill_itself kill_group alarm"),  # process 1 does not hear itself
    **each(fails("crashed", "raised", "timeout", "value"), "stop_itself"),
    **each(fails("crashed", "raised", "timeout"), "execute_other fault_handler"),
    **each(
        fails("timeout"), "deadlock loop loop_blocking_signals loop_in_library loop_swallowing memory_swallowed sleep"
    ),
    **each(fails("timeout", spares=False), "sleep_at_import"),
    **each(fails("crashed", "value", "raised", "unreadable", spares=None), "timer"),
}
LIMITS = {
    **each(fails("memory"), "memory_at_once"),
    **each(fails("memory", "raised"), "limits_lowered"),
    **each(fails("memory", "timeout"), "memory_by_and_by memory_in_the_stack"),
    **each(fails("raised"), "limits_raised"),
    **each(fails("raised", "memory", "timeout"), "thread_flood"),
    **each(fails("raised", "value", "timeout", "unreadable", spares=None), "thread"),
    **each(fails("output_limit"), "print_flood write_flood write_flood_errors warning_flood"),
    **each(fails("output_limit", "timeout"), "print_flood_swallowed"),
    **each(fails("output_limit", spares=False), "write_flood_at_import"),
    **each(fails("value"), "print_frames print_texts"),
}

EVERYWHERE: dict[str, Fate] = {
    **SEARCHES, **NEIGHBOURS, **FILES, **DESCRIPTORS, **FORGERIES, **PATCHES, **TRACES, **RETURNS, **RAISES, **ENDS,
    **LIMITS,
}  # fmt: skip
FATES: dict[str, Fate] = {**EVERYWHERE, **{name: fate for fates in WALLED.values() for name, fate in fates.items()}}

# Traps around an honest module; where it is a module no more, there is nothing to run.
TRAPPED: dict[str, Fate] = {
    **each(
        HONEST,
        """shadows compiled results timestamp long_timestamp linked_timestamp fifo_timestamp zip_bomb notebook_bomb
        wide_notebook work_is_a_notebook many_entries special_files module_of_another_name""",
    ),
    **each(
        fails("unreadable", spares=False),
        """module_is_a_link module_is_a_device module_is_a_pipe module_is_a_folder module_is_huge folder_is_a_link
        notebook_is_a_bomb notebook_is_a_link""",
    ),
    **each(fails("import_failed", "crashed", "memory", spares=False), "module_is_deep module_is_deeper"),
    **each(fails("import_failed", spares=False), "module_has_no_text"),
}


CLEANED_UP = ("daemon", "fork_at_import", "fork_flood")
"""What level `process` lets happen, but does not let stay."""


def attacks_at(level: str) -> list[str]:
    """The attacks that are made at ``level``."""
    return sorted({*EVERYWHERE, *CLEANED_UP} if level == "process" else FATES)


def reason_to_skip(level: str, name: str) -> str:
    """Why an attack is none of the level's business; empty if it is."""
    reasons: Iterable[str] = (why for why, fates in WALLED.items() if name in fates)
    return next(iter(reasons), "") if level == "process" else ""
