extension Preset {
  /// Cases, the posts of each case, users and organizations.
  ///
  /// Formats: developer.kayako.com/api/v1, "Cases", "Posts", "Users", "Organizations", "Pagination".
  static let kayako = Preset(
    name: "kayako",
    product: "Kayako",
    host: "https://SUBDOMAIN.kayako.com",
    fetched: ["cases", "users", "organizations", "posts"],
    template: #"""
      # Written by `deskaudit init --from kayako`, for what the API of Kayako (not of Kayako Classic) gives.
      #
      # DESKAUDIT_USER and DESKAUDIT_PASSWORD are those of an administrator.
      #
      #   for source in cases users organizations posts; do deskaudit fetch $source || break; done
      migration: Kayako to the new desk
      sources:
        cases:
          path: exports/kayako/cases/*.json
          fetch:
            url: "https://SUBDOMAIN.kayako.com/api/v1/cases.json?include=case_status,tag&fields=%2Btags"
            pagination: offset
            total: total_count
          where: "state != TRASH"
        # Posts are asked for case by case.
        posts:
          path: exports/kayako/posts/*.json
          fetch:
            url: "https://SUBDOMAIN.kayako.com/api/v1/cases/{id}/posts.json?include=attachment"
            for-each: cases
            pagination: offset
            total: total_count
          where: "original.resource_type != activity"
        users:
          path: exports/kayako/users/*.json
          fetch:
            url: "https://SUBDOMAIN.kayako.com/api/v1/users.json?include=role,identity_email"
            pagination: offset
            total: total_count
        organizations:
          path: exports/kayako/organizations/*.json
          fetch:
            url: "https://SUBDOMAIN.kayako.com/api/v1/organizations.json"
            pagination: offset
            total: total_count
      records:
        tickets:
          source: cases
          fields:
            id: id
            requester_id: requester.id   # not 'creator', who may be an agent
            created_at: created_at
            subject: subject
            status: status.label
            tags: {from: tags, type: json}
            assignee_id: {from: assigned_agent.id, type: user-reference}
        comments:
          source: posts
          fields:
            id: id
            # A post does not say whose case it is of; the name of its file does.
            ticket_id: {template: "{@file}", extract: "*-page-??????.json"}
            author_id: creator.id
            # What a post was made of says who could read it. A word that is not here is refused, and not guessed.
            public: {from: original.resource_type, true: [case_message, message], false: [note, side_conversation]}
            created_at: created_at
            html_body: contents
            attachments: {from: attachments, type: json}
        users:
          source: users
          fields:
            id: id
            name: full_name
            # Of several addresses the primary one; people of Twitter and Facebook have none.
            email: "emails[is_primary=true].email"
            role: role.type              # CUSTOMER, COLLABORATOR, AGENT, ADMIN or OWNER
            enabled: {from: is_enabled, type: boolean}
            organization_id: {from: organization.id, type: organization-reference}
        organizations:
          source: organizations
          key: id
          fields: {name: name}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
