import Exports
import Testing

@Suite("Cells of sheets that people fill in")
struct SheetCellTests {
  @Test("a cell that a spreadsheet would calculate has an apostrophe before it, and none once it is read")
  func guarded() {
    #expect(SheetCell.write("=1+1") == #""'=1+1""#)
    #expect(SheetCell.write(#"a "b""#) == #""a ""b""""#)
    #expect(SheetCell.read(" '=1+1 ") == "=1+1")
    #expect(SheetCell.read("'tis") == "'tis")
  }
}
