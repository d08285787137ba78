/// The tool and its version, as reports name it.
package let toolVersion = "deskaudit 0.1.0"
