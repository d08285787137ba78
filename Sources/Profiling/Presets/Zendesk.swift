extension Preset {
  /// Incremental exports of tickets and users, a list of organizations, and comments ticket by ticket.
  ///
  /// Formats: developer.zendesk.com, "Incremental Exports", "Ticket Comments", "Users", "Organizations".
  static let zendesk = Preset(
    name: "zendesk",
    product: "Zendesk Support",
    host: "https://SUBDOMAIN.zendesk.com",
    fetched: ["tickets", "users", "organizations", "comments"],
    template: #"""
      # Written by `deskaudit init --from zendesk`, for what the API of Zendesk Support gives.
      #
      # A token is made under Admin Center > APIs. DESKAUDIT_USER is you@acme.example/token, and DESKAUDIT_PASSWORD the
      # token itself.
      #
      #   for source in tickets users organizations comments; do deskaudit fetch $source || break; done
      migration: Zendesk Support to the new desk
      sources:
        tickets:
          path: exports/zendesk/tickets/*.json
          # The incremental export has archived tickets, too, which the list of tickets leaves out. Deleted ones are in
          # it without their words, and their comments can't be got.
          fetch:
            url: "https://SUBDOMAIN.zendesk.com/api/v2/incremental/tickets/cursor.json?start_time=0"
            pagination: next-link
          where: "status != deleted"
        users:
          path: exports/zendesk/users/*.json
          # The incremental export has people who were deleted or suspended, too: they wrote comments.
          fetch:
            url: "https://SUBDOMAIN.zendesk.com/api/v2/incremental/users/cursor.json?start_time=0"
            pagination: next-link
        organizations:
          path: exports/zendesk/organizations/*.json
          fetch: {url: "https://SUBDOMAIN.zendesk.com/api/v2/organizations.json", pagination: cursor}
        # Comments are asked for ticket by ticket, 100 a page.
        comments:
          path: exports/zendesk/comments/*.json
          fetch:
            url: "https://SUBDOMAIN.zendesk.com/api/v2/tickets/{id}/comments.json"
            for-each: tickets
            pagination: cursor
        # The author -1 is the system itself, which is no user of the list. It becomes user 1, called System.
        system:
          path: exports/zendesk/comments/*.json
          where: "author_id = -1"
          may-be-empty: true
      conflicts: last                    # a ticket or user that changed during the export is there twice
      records:
        tickets:
          source: tickets
          fields:
            id: id
            # Whoever asked. 'submitter_id' is who typed it in, which may be an agent.
            requester_id: requester_id
            created_at: created_at
            subject: subject
            status: status
            priority: priority
            # A ticket that was merged into another one is closed, has the tag closed_by_merge, and keeps its comments.
            tags: {from: tags, type: json}
            assignee_id: {from: assignee_id, type: user-reference}
            organization_id: {from: organization_id, type: organization-reference}
            # A field of your own, by its number: reason: "custom_fields[id=360001].value"
        comments:
          source: comments
          fields:
            id: id
            # A comment does not say whose ticket it is of; the name of its file does.
            ticket_id: {template: "{@file}", extract: "*-page-??????.json"}
            author_id: {from: author_id, map: {"-1": 1}, otherwise: keep}
            public: public               # false is an internal note
            created_at: created_at
            html_body: html_body         # 'body' and 'plain_body' are the same without its markup
            attachments: {from: attachments, type: json}   # their addresses end with the account: copy the files
        users:
          - source: users
            fields:
              id: id
              name: name
              email: email               # null for callers, and for people who were deleted for good
              role: role
              active: {from: active, type: boolean}        # false: deleted
              suspended: {from: suspended, type: boolean}
              organization_id: {from: organization_id, type: organization-reference}
          - source: system
            fields:
              id: {from: author_id, map: {"-1": 1}}
              name: {value: System}
              email: {value: null}
              role: {value: system}
        organizations:
          source: organizations
          key: id
          fields:
            name: name
            domain_names: {from: domain_names, type: json}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
