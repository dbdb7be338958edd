"""Where limits are tried that test_limits_exactly.py does not try, and why some are not."""

ELSEWHERE = {
    "BODY_BYTES_A_SECOND": "trust/test_turns.py::"
    "test_a_json_body_that_comes_too_slowly_is_refused",
    "BODY_FIRST_SECONDS": "trust/test_turns.py",
    "BODY_SECONDS": "trust/test_uploads.py",
    "BUFFER_BYTES": "trust/test_slow_clients.py::test_long_headers_are_refused",
    "CLIENT_ACTING": "trust/test_turns.py",
    "CLIENT_ACTING_SHARED": "trust/test_turns.py",
    "CLIENT_TRIES": "auth/test_counts_over_time.py::"
    "test_a_new_count_takes_as_many_tries_again_and_no_more",
    "COMPANY_BYTES": "organisations/test_record_sizes.py",
    "CONNECTION_WAIT_SECONDS": "db/test_connections.py",
    "CONTACTS_BYTES": "organisations/test_record_sizes.py::"
    "test_contacts_have_at_most_so_many_bytes",
    "EMPTY_BODY_BYTES": "trust/test_intake.py",
    "FAULTS_BYTES": "trust/test_fault_bombs.py",
    "FAULTS_LISTED": "trust/test_fault_bombs.py",
    "FAULT_CHARACTERS": "trust/test_fault_bombs.py",
    "FILES_OF_COMPANY": "organisations/test_upload_file.py::"
    "test_a_full_company_takes_none",
    "FILE_BYTES": "trust/test_uploads.py::test_the_largest_is_taken",
    "FILE_BYTES_A_SECOND": "trust/test_uploads.py::"
    "test_a_byte_now_and_then_is_too_slow",
    "FILE_BYTES_PER_APP": "trust/test_file_quotas.py::"
    "test_an_app_has_a_quota_and_another_app_its_own",
    "FILE_BYTES_PER_COMPANY": "trust/test_file_quotas.py::"
    "test_a_company_has_a_quota_for_all_who_upload",
    "FILE_BYTES_PER_USER": "trust/test_file_quotas.py::"
    "test_a_user_has_a_quota_over_all_companies",
    "FORM_BYTES": "organisations/test_form_limits.py",
    "FORM_FIELD_BYTES": "organisations/test_form_limits.py",
    "FREE_BYTES": "trust/test_full_disk.py::"
    "test_writes_stop_and_reads_go_on_until_there_is_room",
    "FREE_BYTES_FOR_WRITES": "trust/test_full_disk.py::"
    "test_writes_stop_and_reads_go_on_until_there_is_room",
    "HEADERS_BYTES": "trust/test_heads.py",
    "HEADER_BYTES": "trust/test_heads.py",
    "HEAD_SECONDS": "trust/test_slow_clients.py",
    "KEPT_ANSWER_BYTES": "pages/test_prefer.py::"
    "test_a_long_answer_is_kept_without_its_body",
    "KNOWN_CLIENTS": "auth/test_locked_out.py::test_only_some_clients_are_remembered",
    "LABEL_BYTES": "organisations/test_record_sizes.py::"
    "test_labels_and_templates_have_at_most_so_many_bytes",
    "LOGIN_TRIES": "auth/test_counts_over_time.py::"
    "test_a_new_count_takes_as_many_tries_again_and_no_more",
    "LOGIN_TRIES_OF_ADDRESS": "auth/test_counts_over_time.py::"
    "test_a_new_count_takes_as_many_tries_again_and_no_more",
    "MAILS": "auth/test_counts_over_time.py",
    "MEMBERS_BYTES": "customers/test_large_organizations.py::"
    "test_its_own_answers_print_all_members_that_fit",
    "MEMBERS_PRINTED": "customers/test_large_organizations.py::"
    "test_lists_of_customers_fit_on_their_pages",
    "METRICS_HEAD_BYTES": "pages/test_monitoring.py",
    "PAGE_BYTES": "organisations/test_pages_fit.py",
    "PAGE_ENTRIES": "pages/test_bounds.py::"
    "test_a_value_at_its_bound_is_taken_and_one_beyond_is_refused",
    "PIECE_BYTES": "trust/test_unread_responses.py",
    "PUBLIC_BODY_BYTES": "trust/test_intake.py",
    "QUERY_PARAMETERS": "trust/test_heads.py",
    "REQUESTS_A_MINUTE": "trust/test_rate_limit.py::"
    "test_it_counts_down_and_then_refuses",
    "SECRET_BYTES": "trust/test_sign_in_memory.py::"
    "test_what_is_refused_is_not_remembered",
    "SERVER_LOG_BYTES": "trust/test_modes.py",
    "SIGN_INS_REMEMBERED": "trust/test_sign_in_memory.py",
    "STALL_SECONDS": "trust/test_slow_clients.py",
    "STATEMENT_SECONDS": "trust/test_silent_connections.py::"
    "test_reads_are_refused_in_time_and_soon_answered_again",
    "STATEMENT_SECONDS_MORE": "trust/test_silent_connections.py::"
    "test_reads_are_refused_in_time_and_soon_answered_again",
    "TARGET_BYTES": "trust/test_heads.py",
    "TEMPLATE_BYTES": "organisations/test_record_sizes.py::"
    "test_labels_and_templates_have_at_most_so_many_bytes",
    "UNREAD_CLIENT_BYTES": "trust/test_unread_responses.py",
    "UNREAD_SECONDS": "trust/test_slow_clients.py",
    "WHOLE_BYTES": "trust/test_unread_responses.py",
}
"""Limits that are tried elsewhere: by a test, or in a file that names them."""

UNTRIED = {
    "CHUNK_BYTES": "it is no limit: for so many bytes a body may have one more chunk",
    "CONNECTIONS": "it takes more open files than a test may have; the server keeps it",
    "CONNECT_SECONDS": "it takes a server that listens and accepts nobody",
    "DRAIN_SECONDS": "it would take ten seconds; what comes then is no response",
    "METRICS_SECONDS": "it would take ten seconds, at a port that is the operator's own",
    "METRICS_SOCKETS": "the port is the operator's own",
    "OUTCOME_SECONDS": "it is how long is looked, not what is answered then",
    "PATH_LOGGED": "it cuts a text, and refuses nothing",
    "READ_BYTES_A_SECOND": "it is no limit: for so many bytes READ_SECONDS is one more",
    "READ_SECONDS": "it would take half a minute; STALL_SECONDS is tried there",
    "SITE_PIECE_BYTES": "it decides how a page is sent, not whether",
    "UNREAD_BYTES": "it is no limit: the least that is read in UNREAD_SECONDS",
}
"""Limits that no test tries, and why."""
