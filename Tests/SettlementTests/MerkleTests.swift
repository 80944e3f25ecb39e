// SPDX-License-Identifier: Apache-2.0

import CSodium
import Memory
import Testing

@testable import Settlement

/// The leaves of Certificate Transparency's well-known test vectors.
private let vectorLeaves = [
  "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map(unhex)

/// Their roots, by number of leaves.
///
/// Source: google/certificate-transparency, merkle_tree_test; the same in CometBFT's lineage.
private let vectorRoots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

@Suite struct HashTests {
  @Test func `the naive SHA-256 meets FIPS 180-4's examples`() {
    #expect(
      hexadecimal(naiveSha256(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hexadecimal(
        naiveSha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test func `the wrapper hashes whole, in pairs and in steps as the naive one`() {
    var random = Random(seed: 1)
    for length in Array(0...70) + [119, 120, 127, 128, 129, 1000] {
      let message = random.bytes(length)
      let cut = length == 0 ? 0 : random.below(length)
      let held = buffer(message)
      let view = held.bytes.view.slice(0, count: length)
      #expect(quickSha256(message) == naiveSha256(message))
      #expect(MerkleHash.leaf(view).array == naiveSha256([0] + message))
      var pair = Bytes32()
      ml_sha256_prefixed_pair(&pair, 7, view.address, cut, view.address + cut, length - cut)
      #expect(pair.array == naiveSha256([7] + message))
      var steps = RunningHash()
      steps.update(view.slice(0, count: cut))
      steps.update(view.slice(cut, count: length - cut))
      #expect(steps.finish().array == naiveSha256(message))
    }
  }

  @Test func `running integers go in little-endian`() {
    var hash = RunningHash()
    hash.update(1 as UInt8)
    hash.update(0x0102_0304 as UInt32)
    hash.update(0x0102_0304_0506_0708 as UInt64)
    hash.update(Bytes16([UInt8](0..<16)))
    hash.update(Bytes32([UInt8](0..<32)))
    let expected: [UInt8] =
      [1, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1] + [UInt8](0..<16) + [UInt8](0..<32)
    #expect(hash.finish().array == naiveSha256(expected))
  }
}

@Suite struct MerkleTests {
  @Test(arguments: 0...8)
  func `roots are Certificate Transparency's`(count: Int) {
    var accumulator = MerkleAccumulator()
    var tree = MerkleTree(leavesMax: 8)
    for leaf in vectorLeaves.prefix(count) {
      let held = buffer(leaf)
      let view = held.bytes.view.slice(0, count: leaf.count)
      accumulator.add(view)
      tree.add(view)
    }
    #expect(accumulator.root().hexadecimal == vectorRoots[count])
    let root = tree.root()
    #expect(root.hexadecimal == vectorRoots[count])
    #expect(hexadecimal(naiveRoot(vectorLeaves.prefix(count), naiveSha256)) == vectorRoots[count])
  }

  @Test func `roots and paths are RFC 6962's at every size`() {
    for count in Array(1...34) + [63, 64, 65, 100] {
      let leaves = (0..<count).map { [UInt8($0), 0xAA, UInt8(truncatingIfNeeded: $0 * 7)] }
      var accumulator = MerkleAccumulator()
      var tree = MerkleTree(leavesMax: count)
      for leaf in leaves {
        let held = buffer(leaf)
        accumulator.add(held.bytes.view)
        tree.add(held.bytes.view)
      }
      let expected = naiveRoot(leaves[...], quickSha256)
      let root = tree.root()
      #expect(root.array == expected)
      #expect(accumulator.root().array == expected)
      let path = ByteBuffer(count: 32 * max(1, MerkleTree.pathNodesMax(leavesMax: count)))
      for position in 0..<count {
        let nodes = tree.path(position, into: path.bytes)
        let found = (0..<nodes).map { Bytes32(path.bytes.view, at: $0 * 32).array }
        #expect(found == naivePath(position, leaves[...], quickSha256))
        let held = buffer(leaves[position])
        let verified = MerkleTree.verifyInclusion(
          leaf: MerkleHash.leaf(held.bytes.view), position: UInt64(position), count: UInt64(count),
          path: path.bytes.view.slice(0, count: nodes * 32), root: root)
        #expect(verified)
      }
    }
  }

  @Test func `a root asked for on the way leaves later ones right`() {
    var tree = MerkleTree(leavesMax: 40)
    var leaves: [[UInt8]] = []
    for i in 0..<40 {
      leaves.append([UInt8(i)])
      let held = buffer(leaves[i])
      tree.add(held.bytes.view)
      let root = tree.root()
      #expect(root.array == naiveRoot(leaves[...], quickSha256))
    }
    tree.reset()
    let held = buffer([9])
    tree.add(held.bytes.view)
    let root = tree.root()
    #expect(root.array == naiveSha256([0, 9]))
  }

  @Test func `a path is good for its leaf, place, size and root alone`() {
    for count in [1, 2, 3, 5, 7, 8, 9] {
      var tree = MerkleTree(leavesMax: count)
      let hashes = (0..<count).map { i in
        let held = buffer([UInt8(i)])
        tree.add(held.bytes.view)
        return MerkleHash.leaf(held.bytes.view)
      }
      let root = tree.root()
      // One node longer than the longest, for paths that go on.
      let path = ByteBuffer(count: 32 * 6)
      for position in 0..<count {
        path.bytes.clear()
        let nodes = tree.path(position, into: path.bytes)
        func verify(_ leaf: Bytes32, _ at: Int, _ size: Int, _ length: Int, _ root: Bytes32) -> Bool
        {
          MerkleTree.verifyInclusion(
            leaf: leaf, position: UInt64(at), count: UInt64(size),
            path: path.bytes.view.slice(0, count: length), root: root)
        }
        for at in 0...count {
          #expect(verify(hashes[position], at, count, nodes * 32, root) == (at == position))
        }
        for other in 0..<count where other != position {
          #expect(!verify(hashes[other], position, count, nodes * 32, root))
        }
        #expect(!verify(hashes[position], position, 0, nodes * 32, root))
        #expect(!verify(hashes[position], position, count, (nodes + 1) * 32, root))
        if nodes > 0 {
          #expect(!verify(hashes[position], position, count, (nodes - 1) * 32, root))
          #expect(!verify(hashes[position], position, count, nodes * 32 - 1, root))
        }
        #expect(!verify(hashes[position], position, count, nodes * 32, Bytes32(word3: 1)))
        for i in 0..<(nodes * 32) {
          path.bytes[i] ^= 1
          #expect(!verify(hashes[position], position, count, nodes * 32, root))
          path.bytes[i] ^= 1
        }
      }
    }
  }

  @Test func `a full tree takes no leaf and a missing leaf has no path`() async {
    await #expect(processExitsWith: .failure) {
      var tree = MerkleTree(leavesMax: 1)
      let held = buffer([1])
      tree.add(held.bytes.view)
      tree.add(held.bytes.view)
    }
    await #expect(processExitsWith: .failure) {
      let tree = MerkleTree(leavesMax: 4)
      let path = ByteBuffer(count: 64)
      print(tree.path(0, into: path.bytes))
    }
  }
}
