/// What the objects of a batch have by the schema: the arrays of `/data/tickets`, and the keys of their objects.
///
/// Names are compared byte for byte as UTF-8. The names of the arrays, and the names of one array's fields, are
/// distinct.
package struct BatchSchema: Sendable {
  /// A key of an array's objects.
  package struct Field: Sendable {
    package var name: String
    package var type: ValueType
    /// Whether an object without this key is a problem (`missingField`).
    package var isRequired: Bool

    package init(_ name: String, _ type: ValueType, isRequired: Bool = false) {
      self.name = name
      self.type = type
      self.isRequired = isRequired
    }
  }

  /// What a field's value may be; anything else is a problem (`wrongType`).
  package enum ValueType: UInt8, Sendable {
    /// An integer of 64 bits without a leading zero, a fraction or an exponent.
    case integer
    case string
    case stringOrNull
    case boolean
    /// Any JSON value, kept as it is spelled.
    case any
  }

  /// A key of `/data/tickets`, whose value is an array of objects.
  package struct Array: Sendable {
    package var name: String
    /// Nil where the objects are only counted, and checked to be JSON objects.
    package var fields: [Field]?
    /// Whether a batch without this array has a problem (`missingArray`).
    package var isRequired: Bool

    package init(_ name: String, _ fields: [Field]?, isRequired: Bool = true) {
      self.name = name
      self.fields = fields
      self.isRequired = isRequired
    }
  }

  package var arrays: [Array]

  package init(_ arrays: [Array]) { self.arrays = arrays }
}
