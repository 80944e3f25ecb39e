// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing

@Suite struct FixedBytesTests {
  @Test func `bytes keep their order through words, views and digits`() {
    let sixteen = (0..<16).map { UInt8($0 * 15 + 1) }
    let digits = "01101f2e3d4c5b6a798897a6b5c4d3e2"
    #expect(Bytes16(sixteen).hexadecimal == digits)
    #expect(Bytes32(sixteen + sixteen).hexadecimal == digits + digits)
    #expect(hexadecimal([]) == "")
    let buffer = ByteBuffer(count: 67)
    let all = sixteen + sixteen.reversed() + sixteen + sixteen
    Bytes64(all).store(to: buffer.bytes, at: 3)
    #expect((0..<64).map { buffer.bytes[3 + $0] } == all)
    #expect(Bytes64(buffer.bytes.view, at: 3).array == all)
    #expect(Bytes16(buffer.bytes.view, at: 19).array == sixteen.reversed())
  }

  @Test func `values differ when any byte does`() {
    let all = [UInt8](repeating: 7, count: 64)
    for i in 0..<64 {
      var other = all
      other[i] = 6
      #expect(Bytes64(other) != Bytes64(all))
      if i < 32 { #expect(Bytes32(Array(other[..<32])) != Bytes32(Array(all[..<32]))) }
      if i < 16 { #expect(Bytes16(Array(other[..<16])) != Bytes16(Array(all[..<16]))) }
    }
  }

  @Test func `a value made of another number of bytes stops the program`() async {
    await #expect(processExitsWith: .failure) { print(Bytes16([UInt8](repeating: 0, count: 15))) }
    await #expect(processExitsWith: .failure) { print(Bytes64([UInt8](repeating: 0, count: 65))) }
  }
}
