/// A complete plan of a cutover, with every area of the matrix: what `init --template cutover` writes.
package enum CutoverTemplate {
  /// Where the plan expects the sign-offs.
  package static let signOffsPath = "signoffs.yml"

  /// The file of sign-offs, with nothing signed yet.
  package static let signOffs = """
    # What people answer for, because no export shows it: deskaudit schema signoffs. The plan's rules ask for: backup, rollback,
    # training, macros, communication, scorecards, read-only, hypercare. Nothing is signed yet; one entry is such as
    # - sign-off: training
    #   statement: All forty agents have worked a day in the new system.
    #   owner: Ana Lima
    #   date: 2026-11-20
    #   expires: 2026-12-31
    []

    """

  package static let text = """
    # A cutover, whole. Each line says why it is there; delete what you don't have, and its rules go with it.
    migration: Cutover to the new platform

    sources:
      # What is migrated.
      chat: {path: exports/chat.csv}                               # the chat tool's export, one row for each comment
      ticketing: {path: exports/users.csv}                         # people whom the new platform has already; their ids win
      # What is compared: an export of each side, made in the freeze.
      legacy_tickets: {path: exports/legacy_tickets.csv}           # what people wait on, and what reports are made of
      new_tickets: {path: exports/new_tickets.csv}
      legacy_comments: {path: exports/legacy_comments.csv}         # transcripts: counts, order and times
      new_comments: {path: exports/new_comments.csv}
      legacy_attachments: {path: exports/legacy_attachments.csv}   # files by size and digest: one failed download is for good
      new_attachments: {path: exports/new_attachments.csv}
      legacy_sla: {path: exports/legacy_sla.csv}                   # when tickets are due: timers start anew in most imports
      new_sla: {path: exports/new_sla.csv}
      routing_log: {path: exports/routing_log.csv}                 # test messages through the new triggers
      legacy_agents: {path: exports/legacy_agents.csv}             # who may do what
      new_agents: {path: exports/new_agents.csv}
      legacy_permissions: {path: exports/legacy_permissions.csv}   # permissions that grow are found by whoever uses them
      new_permissions: {path: exports/new_permissions.csv}
      legacy_setup: {path: exports/legacy_setup.csv}               # macros, automations, views, tags, fields, knowledge links
      new_setup: {path: exports/new_setup.csv}
      retired_setup: {path: exports/retired_setup.csv, may-be-empty: true}   # what is left behind on purpose, and why
      scope: {path: exports/scope.csv}                             # everything the old system has: moved, rebuilt or retired
      helpdesk_records: {path: exports/helpdesk_records.csv}       # what the helpdesk says that CRM and billing have
      integration_records: {path: exports/integration_records.csv} # what these say
      ticket_log: {path: exports/ticket_log.csv}                   # the platform's id map and import log
      platform_tickets: {path: exports/platform_tickets.csv}       # the platform's own export after the import: the third leg
      frozen_before: {path: exports/frozen_before.csv}             # the old system when it became read-only
      frozen_after: {path: exports/frozen_after.csv}               # and when it is switched off

    identity: {match: email, keep: ticketing}                      # one e-mail is one person
    archive: {path: tickets.tar.gz}                                # what 'build' writes, and 'verify' judges
    # decide: the "now" of the audit; without it, it is the start of the run
    # as-of: 2026-12-01T06:00:00Z

    calendars:
      support:                                                     # working time, by which due times are recalculated
        time-zone: Europe/Berlin
        hours: {mon-fri: 09:00-17:00}
        holidays: [2026-12-25, 2027-01-01]

    tables:
      legacy_tickets:
        source: legacy_tickets
        side: legacy
        key: id
        columns: &ticket
          id: {from: id, type: integer}
          status: status                                           # map it where the new system has other words
          priority: priority
          queue: queue
          assignee: assignee
          created_at: {from: created_at, type: timestamp}
          first_response_at: {from: first_response_at, type: timestamp}
          solved_at: {from: solved_at, type: timestamp}
          reopened: {from: reopened, type: boolean}
      new_tickets: {source: new_tickets, side: new, key: id, columns: *ticket}
      legacy_comments:
        source: legacy_comments
        side: legacy
        key: id
        columns: &comment {id: {from: id, type: integer}, ticket: {from: ticket, type: integer}, author: author, created_at: {from: created_at, type: timestamp}}
      new_comments: {source: new_comments, side: new, key: id, columns: *comment}
      legacy_attachments:
        source: legacy_attachments
        side: legacy
        key: file
        columns: &file {file: file, size: {from: size, type: integer}, sha256: sha256, kind: kind}
      new_attachments: {source: new_attachments, side: new, key: file, columns: *file}
      legacy_sla:
        source: legacy_sla
        side: legacy
        key: id
        columns:
          id: {from: id, type: integer}
          priority: priority
          policy: policy                                           # inherited, recalculated or paused
          started_at: {from: started_at, type: timestamp}
          target_minutes: {from: target_minutes, type: integer}
          due_at: {from: due_at, type: timestamp}
      new_sla:
        source: new_sla
        side: new
        key: id
        columns: {id: {from: id, type: integer}, target_minutes: {from: target_minutes, type: integer}, due_at: {from: due_at, type: timestamp}}
      routing_log:
        source: routing_log
        side: new
        key: id
        columns: {id: {from: id, type: integer}, expected_queue: expected_queue, queue: queue, received_at: {from: received_at, type: timestamp}, routed_at: {from: routed_at, type: timestamp}}
      legacy_agents: {source: legacy_agents, side: legacy, key: agent, columns: &agent {agent: agent, role: role}}
      new_agents: {source: new_agents, side: new, key: agent, columns: *agent}
      legacy_permissions: {source: legacy_permissions, side: legacy, key: grant, columns: &grant {grant: {template: "{agent}/{permission}"}}}
      new_permissions: {source: new_permissions, side: new, key: grant, columns: *grant}
      legacy_setup: {source: legacy_setup, side: legacy, key: item, columns: &item {item: {template: "{kind}/{name}"}, kind: kind, definition: definition}}
      new_setup: {source: new_setup, side: new, key: item, columns: *item}
      retired_setup: {source: retired_setup, side: legacy, key: item, columns: {item: {template: "{kind}/{name}"}, reason: reason}}
      scope: {source: scope, side: legacy, key: item, columns: {item: item, decision: decision, reason: reason, owner: owner}}
      helpdesk_records: {source: helpdesk_records, side: legacy, key: record, columns: &record {record: {template: "{system}/{id}"}, ticket: {from: ticket, type: integer}}}
      integration_records: {source: integration_records, side: new, key: record, columns: *record}
      ticket_log: {source: ticket_log, side: new, key: id, columns: {id: {from: id, type: integer}, new_id: {from: new_id, type: integer}, status: status, reason: reason}}
      platform_tickets: {source: platform_tickets, side: new, key: id, columns: {id: {from: id, type: integer}, created_at: {from: created_at, type: timestamp}}}
      frozen_before: {source: frozen_before, side: legacy, key: id, columns: &frozen {id: {from: id, type: integer}, status: status, updated_at: {from: updated_at, type: timestamp}}}
      frozen_after: {source: frozen_after, side: new, key: id, columns: *frozen}

    sign-offs: signoffs.yml                                        # what no export shows: backup, rollback, training, …

    gates:
      pilot:                                                       # a sample of tickets: is the mapping right?
        areas: [archive, counts, keys, references, identity, order, time, content, visibility]
        no-go: {failed-rules: 0, unchecked-rules: 0}
      cutover:                                                     # everything, on the day
        no-go: {failed-rules: 0, unchecked-rules: 0, migrated-share: 99.5%}
        roll-back: {migrated-share: 95%}

    """
}
