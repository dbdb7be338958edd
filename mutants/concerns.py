"""Which tests concern a package: those that a mutant of it is tried on, likeliest first.

The entry with the longest name that fits counts; tests of everything come behind its own.
"""

CONCERNS: dict[str, str] = {
    "access": "house/test_apps_* auth/test_access_* cli/test_credential_* "
    "trust/test_sign_in_memory.py customers/test_bad_* auth/test_me.py",
    "answers": "customers/test_repeats.py organisations/test_repeats_* pages/test_keys_*",
    "api": "customers/test_bad_* trust/test_http.py pages/test_openapi.py",
    "api/customers": "pages/test_openapi.py pages/test_docs.py customers/test_published_* "
    "customers/test_bad_* customers/test_create_* customers/test_contacts.py "
    "customers/test_tax_* customers/test_scheduled_* customers/test_list_*",
    "api/http": "trust/test_heads.py trust/test_http.py trust/test_intake.py "
    "trust/test_turns.py customers/test_bad_* organisations/test_file_forms.py "
    "organisations/test_form_limits.py organisations/test_register_limits.py "
    "trust/test_fault_* trust/test_unread_* trust/test_sign_in_* customers/test_repeats.py "
    "pages/test_prefer.py pages/test_metrics.py trust/test_slow_clients.py",
    "api/organisations": "pages/test_openapi.py pages/test_docs.py pages/test_links.py "
    "organisations/test_*read* organisations/test_list* organisations/test_register* "
    "organisations/test_roles.py auth/test_me.py auth/test_sign_up.py "
    "organisations/test_payer.py organisations/test_preview.py organisations/test_tree.py "
    "organisations/test_change*",
    "api/pages": "pages/test_openapi.py pages/test_docs.py pages/test_links.py "
    "pages/test_catalogue.py pages/test_health.py pages/test_metrics.py "
    "pages/test_monitoring.py house/test_fields_* house/test_limits_* house/test_settings_*",
    "apps": "cli/test_app_* organisations/test_settings.py",
    "base": "customers/test_bad_* organisations/test_register_faults.py "
    "identifiers/test_email.py pages/test_catalogue.py organisations/test_every_list_* "
    "mail/test_smtp_* cli/test_doctor.py organisations/test_texts_*",
    "billing": "customers/test_*",
    "billing/contacts": "customers/test_contacts.py customers/test_update_*",
    "billing/customers": "customers/test_create_customer.py customers/test_read_* "
    "customers/test_update_* customers/test_archive_* customers/test_claims_* "
    "customers/test_parent_*",
    "billing/directory": "customers/test_list_customers.py customers/test_list_many_* "
    "customers/test_find_*",
    "billing/organizations": "customers/test_members_like_* customers/test_add_* "
    "customers/test_create_organization.py customers/test_organization_* "
    "customers/test_re*_member* customers/test_change_owner.py "
    "customers/test_list_organizations.py customers/test_large_*",
    "billing/payers": "organisations/test_payer* organisations/test_roll_up* "
    "organisations/test_plans_*",
    "billing/scheduled_members": "customers/test_scheduled_* customers/test_organization_* "
    "organisations/test_plans_* organisations/test_many_plans_*",
    "billing/tax_registrations": "customers/test_*tax_*",
    "cli": "cli/test_app_* cli/test_credential_* cli/test_mail_* cli/test_user_* "
    "cli/test_doctor* cli/test_serve_*",
    "companies": "organisations/test_register.py organisations/test_change.py "
    "organisations/test_claims.py organisations/test_archive* organisations/test_read.py "
    "organisations/test_list.py organisations/test_conflicts_* customers/test_create_* "
    "organisations/test_record_* organisations/test_register_* "
    "organisations/test_restrict_* organisations/test_labels_*",
    "companies/aliases": "customers/test_*alias*",
    "companies/field_rights": "organisations/test_who_* organisations/test_terms_*",
    "companies/patch": "organisations/test_change.py organisations/test_change_parent.py "
    "organisations/test_who_* organisations/test_terms_* organisations/test_labels_*",
    "db": "db/test_connections.py db/test_sharing* db/test_outcomes.py db/test_migrating.py "
    "db/test_installing_* db/test_reading_* db/test_embedded* trust/test_lost_* "
    "trust/test_done_*",
    "events": "pages/test_examples.py organisations/test_register.py",
    "inheritance": "organisations/test_*settings* organisations/test_*setting.py "
    "organisations/test_inherit* organisations/test_preview.py",
    "labels": "organisations/test_labels_* organisations/test_*tag* "
    "organisations/test_*group*",
    "labels/attribute_templates": "organisations/test_*attribute*",
    "labels/customer_groups": "organisations/test_*customer_group*",
    "labels/store_groups": "organisations/test_*store_group* "
    "organisations/test_register_labels.py",
    "labels/tags": "organisations/test_*tag* organisations/test_register_labels.py",
    "limits": "house/test_limits_*",
    "mail": "mail/test_* cli/test_mail_*",
    "people": "auth/test_*",
    "people/attempts": "auth/test_counts_* auth/test_attempts.py auth/test_locked_* "
    "auth/test_login.py",
    "people/colleagues": "organisations/test_*_user* organisations/test_accept_* "
    "organisations/test_former_*",
    "people/customer_group_members": "organisations/test_customer_group_*",
    "people/memberships": "organisations/test_*_user* organisations/test_accept_* "
    "auth/test_me.py organisations/test_former_* organisations/test_change_role.py "
    "organisations/test_register.py organisations/test_demoted_*",
    "people/passwords": "auth/test_forgotten_* auth/test_change_* auth/test_secrets.py",
    "people/roles": "organisations/test_*role*",
    "people/sessions": "auth/test_refresh.py auth/test_logout.py auth/test_access_* "
    "auth/test_login.py auth/test_change_*",
    "people/sign_ups": "auth/test_sign_up* auth/test_verify_* auth/test_asked_* "
    "auth/test_kept_*",
    "people/users": "auth/test_me.py cli/test_user_* auth/test_login.py auth/test_sign_up.py "
    "auth/test_change_* organisations/test_list_users.py",
    "previews": "organisations/test_preview.py organisations/test_payer_changes.py "
    "organisations/test_settings_by_*",
    "profile/addresses": "organisations/test_*_address*",
    "profile/file_store": "organisations/test_upload_* organisations/test_download_* "
    "organisations/test_change_file.py trust/test_file_* trust/test_files_* cli/test_doctor_f*",
    "profile/file_types": "organisations/test_file_*",
    "profile/files": "organisations/test_change_file.py organisations/test_upload_* "
    "organisations/test_download_* trust/test_file_* trust/test_uploads.py",
    "profile/restrictions": "organisations/test_restrict_*",
    "registrations": "organisations/test_register* organisations/test_approve.py "
    "organisations/test_reject.py organisations/test_inquire.py "
    "organisations/test_list_registrations.py organisations/test_terms_*",
    "search": "organisations/test_search.py organisations/test_misspelled.py "
    "organisations/test_filter.py organisations/test_search_many.py",
    "search/filters": "organisations/test_filter*.py organisations/test_list.py",
    "search/lists": "organisations/test_filter*.py organisations/test_list.py "
    "organisations/test_every_* organisations/test_signatures.py",
    "search/terms": "organisations/test_search.py organisations/test_misspelled.py "
    "organisations/test_signatures.py customers/test_find_by_name.py",
    "standards": "identifiers/test_*",
    "standards/places": "identifiers/test_places.py organisations/test_register_places.py",
    "trees": "organisations/test_tree.py organisations/test_trees_*",
    "trees/divisions": "organisations/test_kind.py organisations/test_trees_refuse.py",
    "trees/hierarchies": "organisations/test_hierarchies.py organisations/test_other_*",
    "trees/moves": "organisations/test_move.py organisations/test_trees_* "
    "organisations/test_change_parent.py organisations/test_preview.py",
    "trees/positions": "organisations/test_tree.py organisations/test_trees_* "
    "organisations/test_move.py organisations/test_other_* organisations/test_wide_*",
    "trees/scheduled_moves": "organisations/test_scheduled_* organisations/test_plans_* "
    "organisations/test_many_plans_*",
    "worker": "organisations/test_many_plans_* mail/test_delivery.py "
    "pages/test_monitoring.py organisations/test_plans_* organisations/test_labels_on_*",
}

EVERYTHING = (
    "pages/test_examples.py pages/test_bounds.py organisations/test_every_list_* "
    "trust/test_the_record_*"
)
"""What calls every route."""

EXACTLY = {
    "trust/test_instants.py": "answers mail people profile/files",
    "trust/test_stale_results.py": "labels mail profile/files trees/scheduled_moves "
    "billing/scheduled_members search/terms",
    "trust/test_limits_exactly.py": "api/http base/records companies profile "
    "billing/payers billing/organizations",
    "organisations/test_as_of_instants.py": "trees inheritance billing search",
    "organisations/test_times_exactly.py": "trees billing",
}
"""What holds limits and times to the last unit, and of which packages."""

STATEMENTS = (
    "house/test_sql_names_its_app.py house/test_statements.py house/test_apps_*"
)
"""What looks at every statement and function."""


def concerned(package: str, *, is_sql: bool) -> list[str]:
    """Return the patterns of the test files that concern a package."""
    fitting = [name for name in CONCERNS if _is_in(package, name)]
    own = CONCERNS[max(fitting, key=len)] if fitting else ""
    exactly = [
        tests
        for tests, names in EXACTLY.items()
        if any(_is_in(package, name) for name in names.split())
    ]
    behind = [*exactly, EVERYTHING, STATEMENTS if is_sql else ""]
    return [*own.split(), *" ".join(behind).split()]


def _is_in(package: str, name: str) -> bool:
    return f"{package}/".startswith(f"{name}/")
