// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing

@Suite struct NeighbourRequestTests {
  enum Outcome: Equatable {
    case fault(NeighbourFault)
    case answer([UInt8])
  }

  /// The answer to a frame, or why there is none; checks that nothing beyond the answer is touched.
  static func answer(
    _ bytes: [UInt8], checks: FrameChecks = .unknown,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Outcome {
    withView(bytes) { view in
      switch NeighbourRequest.parse(view, for: Party.venue, checks: checks) {
      case .fault(let fault): return .fault(fault)
      case .request(let request):
        var reply = [UInt8](repeating: 0xa5, count: bytes.count + 8)
        let length = withMutableView(&reply) { request.write(into: $0, from: Party.venue) }
        #expect(length <= bytes.count, sourceLocation: sourceLocation)
        #expect(reply[length...].allSatisfy { $0 == 0xa5 }, sourceLocation: sourceLocation)
        return .answer(Array(reply.prefix(length)))
      }
    }
  }

  // What Linux 6.18 asked and answered over a veth pair, which pads nothing.
  static let kernelQuestion = hex(
    """
    ffffffffffff 020000000002 0806 0001 0800 06 04 0001
    020000000002 0a000002 000000000000 0a000001
    """)
  static let kernelAddress = hex(
    """
    020000000002 020000000001 0806 0001 0800 06 04 0002
    020000000001 0a000001 020000000002 0a000002
    """)
  static let kernelEcho = hex(
    """
    020000000001 020000000002 0800 4500002c0b1a400040011bb5 0a000002 0a000001
    0800bf71 4e770001 817b076b00000000 5c2f050000000000
    """)
  static let kernelEchoed = hex(
    """
    020000000002 020000000001 0800 4500002c86a700004001e027 0a000001 0a000002
    0000c771 4e770001 817b076b00000000 5c2f050000000000
    """)
  static let kernelEmptyEcho = hex(
    """
    020000000001 020000000002 0800 4500001c0b1e400040011bc1 0a000002 0a000001
    0800a986 4e780001
    """)

  @Test func `a question of the Linux kernel is answered as the kernel answers it`() {
    #expect(Self.answer(Self.kernelQuestion) == .answer(Self.kernelAddress))
    guard case .answer(let echoed) = Self.answer(Self.kernelEcho) else {
      Issue.record("the kernel's echo request was not read")
      return
    }
    #expect(echoed.count == Self.kernelEchoed.count)
    // Identification, "don't fragment" and with them the header's checksum are ours.
    let differing = echoed.indices.filter { echoed[$0] != Self.kernelEchoed[$0] }
    #expect(differing.allSatisfy { [18, 19, 20, 24, 25].contains($0) }, "at \(differing)")
    #expect(Self.isEchoed(echoed, of: Self.kernelEcho))
    guard case .answer(let empty) = Self.answer(Self.kernelEmptyEcho) else {
      Issue.record("an empty echo request was not read")
      return
    }
    #expect(Self.isEchoed(empty, of: Self.kernelEmptyEcho))
  }

  @Test func `a host that probes whether our address is taken, and one that asks us alone, hear`() {
    var probe = Self.kernelQuestion
    probe.replaceSubrange(28..<32, with: [0, 0, 0, 0])
    var answer = Self.kernelAddress
    answer.replaceSubrange(38..<42, with: [0, 0, 0, 0])
    #expect(Self.answer(probe) == .answer(answer))
    var direct = Self.kernelQuestion
    direct.replaceSubrange(0..<6, with: [2, 0, 0, 0, 0, 1])
    #expect(Self.answer(direct) == .answer(Self.kernelAddress))
    // What stands for the target's MAC in a request means nothing.
    direct.replaceSubrange(32..<38, with: [9, 9, 9, 9, 9, 9])
    #expect(Self.answer(direct) == .answer(Self.kernelAddress))
  }

  @Test func `no answer is longer than its question, and padding is zero`() {
    for count in 42...64 {
      let question = Self.kernelQuestion + [UInt8](repeating: 0xee, count: count - 42)
      let padding = [UInt8](repeating: 0, count: min(count, 60) - 42)
      #expect(Self.answer(question) == .answer(Self.kernelAddress + padding))
    }
    for count in [0, 1, 2, 17, 18, 19, 1_471, 1_472] {
      let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
      var question = echo(data)
      while question.count < 64 {
        guard case .answer(let answer) = Self.answer(question) else {
          Issue.record("\(question.count) bytes")
          return
        }
        #expect(answer.count == max(42 + count, min(question.count, 60)))
        #expect(answer[(42 + count)...].allSatisfy { $0 == 0 })
        question.append(0xee)
      }
      guard case .answer(let answer) = Self.answer(echo(data)) else {
        Issue.record("\(count) bytes")
        return
      }
      #expect(Self.isEchoed(answer, of: echo(data)))
    }
  }

  /// Frames for every fault, each made from a good one by the change that is named.
  static let faults: [(NeighbourFault, String, [UInt8])] = {
    func arp(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = kernelQuestion
      change(&bytes)
      return bytes
    }
    func icmp(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = echo(Array(1...40))
      change(&bytes)
      mend(&bytes)
      return bytes
    }
    func spoiled(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var bytes = echo(Array(1...40))
      change(&bytes)
      return bytes
    }
    return [
      (.unrelated, "no bytes", []),
      (.unrelated, "13 bytes", Array(kernelQuestion.prefix(13))),
      (.unrelated, "IPv6", arp { $0[12...13] = [0x86, 0xdd] }),
      (.unrelated, "a tagged question", arp { $0[12...13] = [0x81, 0] }),
      (.unrelated, "a datagram", frame(payload: [1])),
      (.unrelated, "TCP", icmp { $0[23] = 6 }),
      (.unrelated, "a fragment", icmp { $0[20] = 0x20 }),
      (.unrelated, "IP options", icmp { $0[14] = 0x46 }),
      (.unrelated, "an IP header with a wrong checksum", spoiled { $0[22] ^= 1 }),
      (.unrelated, "an echo to everybody", icmp { $0[0...5] = [255, 255, 255, 255, 255, 255] }),
      (.unrelated, "an echo to a group", icmp { $0[0...5] = [1, 0, 0x5e, 0, 0, 1] }),
      (.malformed, "ARP cut off", Array(kernelQuestion.prefix(41))),
      (.malformed, "ARP beyond padding", kernelQuestion + [UInt8](repeating: 0, count: 23)),
      (.malformed, "another hardware", arp { $0[15] = 6 }),
      (.malformed, "another protocol", arp { $0[16] = 0x86 }),
      (.malformed, "MACs of 8 bytes", arp { $0[18] = 8 }),
      (.malformed, "addresses of 16 bytes", arp { $0[19] = 16 }),
      (.malformed, "an inverse request", arp { $0[21] = 8 }),
      (.malformed, "no operation", arp { $0[21] = 0 }),
      (.malformed, "an echo with code 1", icmp { $0[35] = 1 }),
      (.malformed, "ICMP of 7 bytes", icmp { $0[17] = 27 }.prefix(60).map { $0 }),
      (.malformed, "bytes after the packet", icmp { _ in } + [0]),
      (.notRequest, "an ARP reply", arp { $0[21] = 2 }),
      (
        .notRequest, "a reply that nobody asked for, to us",
        arp {
          $0[21] = 2
          $0.replaceSubrange(32..<38, with: [2, 0, 0, 0, 0, 1])
        }
      ),
      (.notRequest, "an echo reply", icmp { $0[34] = 0 }),
      (.notRequest, "port unreachable", icmp { $0[34...35] = [3, 3] }),
      (.notRequest, "a redirect", icmp { $0[34...35] = [5, 1] }),
      (.elsewhere, "a question about another", arp { $0[41] = 9 }),
      (.elsewhere, "a host that announces itself", arp { $0[38...41] = [10, 0, 0, 2] }),
      (.elsewhere, "a question sent to another station", arp { $0[0...5] = [2, 0, 0, 0, 0, 9] }),
      (.elsewhere, "an echo of another host", icmp { $0[33] = 9 }),
      (.elsewhere, "an echo of all hosts", icmp { $0[30...33] = [255, 255, 255, 255] }),
      (.senderImpossible, "two senders", arp { $0[27] = 9 }),
      (
        .senderImpossible, "ARP from a group",
        arp {
          $0[6] = 3
          $0[22] = 3
        }
      ),
      (
        .senderImpossible, "ARP from our own station",
        arp {
          $0[11] = 1
          $0[27] = 1
        }
      ),
      (
        .senderImpossible, "ARP from no station",
        arp {
          $0.replaceSubrange(6..<12, with: [0, 0, 0, 0, 0, 0])
          $0.replaceSubrange(22..<28, with: [0, 0, 0, 0, 0, 0])
        }
      ),
      (.senderImpossible, "ARP of a group's address", arp { $0[28...31] = [224, 0, 0, 1] }),
      (.senderImpossible, "ARP of everybody", arp { $0[28...31] = [255, 255, 255, 255] }),
      (.senderImpossible, "ARP of loopback", arp { $0[28...31] = [127, 0, 0, 1] }),
      (.senderImpossible, "ARP of this network", arp { $0[28...31] = [0, 0, 0, 1] }),
      (.senderImpossible, "an echo from nobody", icmp { $0[26...29] = [0, 0, 0, 0] }),
      (.senderImpossible, "an echo from a group", icmp { $0[26...29] = [239, 1, 1, 1] }),
      (.senderImpossible, "an echo from everybody", icmp { $0[26...29] = [255, 255, 255, 255] }),
      (.senderImpossible, "an echo from a group of stations", icmp { $0[6] = 3 }),
      (.senderImpossible, "an echo from our own station", icmp { $0[11] = 1 }),
      (.addressTaken, "a question from our address", arp { $0[28...31] = [10, 0, 0, 1] }),
      (
        .addressTaken, "our address announced",
        arp {
          $0[21] = 2
          $0[28...31] = [10, 0, 0, 1]
        }
      ),
      (.addressTaken, "an echo from our address", icmp { $0[26...29] = [10, 0, 0, 1] }),
      (.checksum, "a bit of the data", spoiled { $0[60] ^= 1 }),
      (.checksum, "a bit of the checksum", spoiled { $0[37] ^= 1 }),
      (.checksum, "none", spoiled { $0[36...37] = [0, 0] }),
    ]
  }()

  @Test func `every fault has its frame, and none of them an answer`() {
    for (fault, what, bytes) in Self.faults {
      #expect(Self.answer(bytes) == .fault(fault), "\(what)")
    }
    #expect(Set(Self.faults.map(\.0)) == Set(NeighbourFault.allCases))
    #expect(NeighbourFault.count == NeighbourFault.allCases.count)
    #expect(NeighbourFault.allCases.map { Int($0.rawValue) } == Array(0..<NeighbourFault.count))
  }

  @Test func `a device's verdict on the IP header is believed, ICMP is always summed`() {
    var bytes = echo([1, 2, 3, 4])
    bytes[22] ^= 1
    let good = FrameChecks(ip: .good, udp: .good)
    guard case .answer = Self.answer(bytes, checks: good) else {
      Issue.record("a vouched-for header was summed again")
      return
    }
    bytes[43] ^= 1
    #expect(Self.answer(bytes, checks: good) == .fault(.checksum))
  }

  @Test(arguments: propertySeeds)
  func `no mutation traps, and what is answered is a question about us`(seed: UInt64) {
    var random = Seeded(seed)
    let seeds = [Self.kernelQuestion, Self.kernelEcho, echo(Array(1...200)), Self.kernelAddress]
    var answered = 0
    for round in 0..<20_000 {
      var bytes = seeds.randomElement(using: &random)!
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let at = Int.random(in: 0..<min(bytes.count, 48), using: &random)
        bytes[at] = UInt8.random(in: 0...255, using: &random)
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      }
      if bytes.count > 34, bytes[12] == 8, bytes[13] == 0, Bool.random(using: &random) {
        mend(&bytes)
      }
      guard case .answer(let answer) = Self.answer(bytes) else { continue }
      answered += 1
      let isRight =
        bytes[13] == 6
        ? Array(answer[0..<6]) == Array(bytes[6..<12]) && Self.isAddress(answer, for: bytes)
        : Self.isEchoed(answer, of: bytes)
      #expect(isRight, "seed \(seed), round \(round)")
    }
    #expect(answered > 2_000 && answered < 18_000, "seed \(seed): \(answered) answered")
  }

  // MARK: Judging answers, from the standards and not from the code

  /// Whether `answer` tells who asked, and nobody else, where we are.
  static func isAddress(_ answer: [UInt8], for question: [UInt8]) -> Bool {
    let venue: [UInt8] = [2, 0, 0, 0, 0, 1]
    return Array(answer[6..<12]) == venue && Array(answer[12..<22]) == hex("08060001080006040002")
      && Array(answer[22..<28]) == venue && Array(answer[28..<32]) == [10, 0, 0, 1]
      && Array(answer[32..<42]) == Array(question[22..<32])
      && Array(question[38..<42]) == [10, 0, 0, 1] && Array(question[28..<32]) != [10, 0, 0, 1]
  }

  /// Whether `answer` gives back to its sender what `question` carried, with right checksums.
  static func isEchoed(_ answer: [UInt8], of question: [UInt8]) -> Bool {
    let end = 14 + Int(question[16]) << 8 + Int(question[17])
    return Array(answer[0..<12]) == Array(question[6..<12]) + [2, 0, 0, 0, 0, 1]
      && Array(answer[26..<34]) == [10, 0, 0, 1] + Array(question[26..<30])
      && Array(answer[16..<18]) == Array(question[16..<18]) && answer[23] == 1
      && answer[34] == 0 && answer[35] == 0
      && Array(answer[38..<end]) == Array(question[38..<end])
      && sum(answer[14..<34]) == 0xffff && sum(answer[34..<end]) == 0xffff
  }

  /// The one's complement sum, word by word.
  static func sum(_ bytes: ArraySlice<UInt8>) -> Int {
    var total = 0
    for (i, byte) in bytes.enumerated() { total += i % 2 == 0 ? Int(byte) << 8 : Int(byte) }
    while total > 0xffff { total = total & 0xffff + total >> 16 }
    return total
  }
}

/// An echo request of the maker to the venue.
private func echo(_ data: [UInt8]) -> [UInt8] {
  var bytes = hex("020000000001 020000000002 0800 4500 0000 0000 4000 4001 0000 0a000002 0a000001")
  bytes += [8, 0, 0, 0, 0x12, 0x34, 0, 1] + data
  bytes[16] = UInt8((28 + data.count) >> 8)
  bytes[17] = UInt8(truncatingIfNeeded: 28 + data.count)
  mend(&bytes)
  return bytes
}

/// Makes the checksums of an ICMP packet right again, as far as its lengths allow.
private func mend(_ bytes: inout [UInt8]) {
  let end = min(bytes.count, max(34, 14 + Int(bytes[16]) << 8 + Int(bytes[17])))
  func store(_ range: Range<Int>, at offset: Int, _ bytes: inout [UInt8]) {
    if offset + 2 > range.upperBound { return }
    bytes[offset] = 0
    bytes[offset + 1] = 0
    let sum = ~NeighbourRequestTests.sum(bytes[range]) & 0xffff
    bytes[offset] = UInt8(sum >> 8)
    bytes[offset + 1] = UInt8(sum & 0xff)
  }
  store(14..<34, at: 24, &bytes)
  store(34..<end, at: 36, &bytes)
}
