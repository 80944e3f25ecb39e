// SPDX-License-Identifier: Apache-2.0

import CMachine
import CNuma
import Memory
import Testing

@testable import Telemetry

@Suite struct NumaTopologyTests {
  private let topology = NumaTopology()

  @Test func `every core this thread may run on has a node, and the nodes have memory`() {
    #expect(!topology.nodes.isEmpty)
    #expect(topology.node(ofCore: Int(ml_machine_core())) != nil)
    #expect(topology.node(ofCore: -1) == nil)
    #expect(topology.node(ofCore: NumaTopology.coresMax) == nil)
    let hasMemory = topology.nodes.contains { node in (node.memoryBytes ?? 0) > 0 }
    #expect(hasMemory)
    let cores = topology.nodes.flatMap(\.cores)
    #expect(Set(cores).count == cores.count, "no core is on two nodes")
    for node in topology.nodes {
      let here = topology.distance(from: node.number, to: node.number)
      #expect(here == 10 || here == nil)
    }
    #expect(topology.distance(from: -1, to: 0) == nil)
    #expect(topology.distance(from: 0, to: 9999) == nil)
  }

  @Test func `memory asked of a node is there, zeroed and writable`() throws {
    for node in topology.nodes where node.memoryBytes ?? 0 > 0 {
      do {
        try allocate(node: node.number)
      } catch NumaError.refused(errno: 1), NumaError.refused(errno: 38) {
        return print("memory policy is forbidden here: not tested")
      }
    }
  }

  private func use(_ buffer: borrowing NumaBuffer, node: Int) {
    let bytes = buffer.bytes
    #expect(bytes.count == 100_001)
    #expect(bytes[0] == 0 && bytes[100_000] == 0)
    bytes[100_000] = 7
    #expect(bytes[100_000] == 7)
    for offset in [0, 50_000, 100_000] {
      let found = buffer.node(at: offset)
      #expect(found == node || found == nil)
    }
  }

  private func allocate(node: Int) throws {
    use(try NumaBuffer(count: 100_001, node: node), node: node)
  }

  @Test func `a node that is not there is refused, with a reason`() {
    let error = #expect(throws: NumaError.self) { try allocate(node: 9999) }
    #expect(error == .refused(errno: 22))
    #expect(error?.description.contains("no such memory node") == true)
    #expect(throws: NumaError.self) { try allocate(node: -1) }
    #expect(throws: NumaError.self) { try NumaTopology.set(.prefer(9999)) }
    #expect(throws: NumaError.self) { try NumaTopology.set(.bind(-1)) }
    #expect(ml_numa_node_of_core(-1) < 0 && ml_numa_node_of_core(1_000_000) < 0)
    #expect(ml_numa_node_of_address(nil) < 0)
  }

  @Test func `a thread's policy can be set and given back`() throws {
    guard let node = topology.nodes.first?.number else { return }
    do {
      try NumaTopology.set(.prefer(node))
      try NumaTopology.set(.bind(node))
      try NumaTopology.set(.local)
    } catch .refused(errno: 1), .refused(errno: 38) {
      print("memory policy is forbidden here: not tested")
    }
  }
}
