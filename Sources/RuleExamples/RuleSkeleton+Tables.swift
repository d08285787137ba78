extension RuleSkeleton {
  /// The model of a rule over two tables of the plan.
  static let tables = """
    ---
    area: counts
    check: reconcile
    from: legacy_due
    to: new_due
    side: missing
    severity: error
    ---

    # Model

    ## Passes

    ### Every row has one of its key

    The plan names two more sources, and tables of them. The block of a file is the file that the plan names.

    \(input)
    ```file sla_new.csv
    ticket,due
    211,2021-03-01T12:00:00Z
    ```

    ## Fails

    ### A row is missing

    \(input)
    ```file sla_new.csv
    ticket,due
    ```

    ```text findings
    row 211 is missing
      sla_old.csv:2
    ```
    """

  private static let input = """
    ```diff plan
       ticketing: {path: ticketing.csv}
    +  sla_old: {path: sla_old.csv}
    +  sla_new: {path: sla_new.csv}
    ```

    ```yaml plan
    tables:
      legacy_due:
        source: sla_old
        side: legacy
        key: ticket
        columns: {ticket: {from: ticket, type: integer}, due: {from: due, type: timestamp}}
      new_due:
        source: sla_new
        side: new
        key: ticket
        columns: {ticket: {from: ticket, type: integer}, due: {from: due, type: timestamp}}
    ```

    ```file sla_old.csv
    ticket,due
    211,2021-03-01T12:00:00Z
    ```

    """
}
