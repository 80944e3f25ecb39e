// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing

@Suite struct SlabTests {
  @Test func `slots start zeroed and are changed in place`() {
    let slab = Slab<UInt64>(count: 5)
    for i in 0..<5 { #expect(slab[i] == 0) }
    slab[3 as Int] &+= 7
    #expect(slab[3 as UInt32] == 7)
  }

  @Test func `an index outside the slab stops the program`() async {
    await #expect(processExitsWith: .failure) { print(Slab<UInt8>(count: 4)[4 as Int]) }
    await #expect(processExitsWith: .failure) { print(Slab<UInt8>(count: 4)[-1 as Int]) }
  }
}

@Suite struct ByteViewTests {
  @Test func `integers are little-endian at any offset`() {
    let buffer = ByteBuffer(count: 16)
    buffer.bytes.store(UInt32(0x0102_0304), at: 3)
    #expect(buffer.bytes[3] == 4 && buffer.bytes[6] == 1)
    #expect(buffer.bytes.view.load(3, as: UInt32.self) == 0x0102_0304)
    let part = buffer.bytes.view.slice(3, count: 4)
    #expect(part.load(2, as: UInt16.self) == 0x0102)
  }

  @Test func `a load that does not fit stops the program`() async {
    await #expect(processExitsWith: .failure) {
      print(ByteBuffer(count: 8).bytes.view.load(1, as: UInt64.self))
    }
    await #expect(processExitsWith: .failure) {
      print(ByteBuffer(count: 8).bytes.slice(4, count: 5).count)
    }
  }
}
