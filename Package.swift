// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
//
// Every module and every arrow between modules. Layers, top to bottom; an arrow only ever points
// down, and modules of one layer meet only where it is said here:
//
//   program     matchlock
//   assembly    Tiles ← Appliance, Gateway ← Latency; Scenarios; EngineABI;
//               HostAudit, HistogramFiles ← Latency
//   mechanism   PacketIO Journaling Verifying Signing Settlement Telemetry Configuration OrderFlow
//   decision    Venue → Matching, Margining, Sessions        (nothing of mechanism, no Foundation)
//   vocabulary  WireFormat, Quantities
//   ground      Lanes → Memory → CMemory; CMachine; CKernels (Kernels/)

import PackageDescription

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  // Specialises generics and inlines across our own modules (reference: 13 → 3.5 ns per ring hop).
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]
// Tests take pointers to C as they please; what they test does not.
let testSwift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]
let c: [CSetting] = [.treatAllWarnings(as: .error), .define("_GNU_SOURCE")]

// SwiftPM's pkg-config parser rejects Debian's libdpdk.pc, so its flags are named here. DPDK's
// headers are seen by the shim's C files only.
let dpdkHeaders: [CSetting] = [
  .unsafeFlags([
    "-isystem", "/usr/include/dpdk", "-isystem", "/usr/include/x86_64-linux-gnu/dpdk",
    "-include", "rte_config.h", "-march=corei7",
  ])
]
let dpdkLibraries: [LinkerSetting] = [
  "rte_eal", "rte_ethdev", "rte_mbuf", "rte_mempool", "rte_ring", "rte_net_ring",
].map { .linkedLibrary($0) }

func module(
  _ name: String, _ dependencies: [Target.Dependency], testing: [Target.Dependency] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies, exclude: excluded[name] ?? [], swiftSettings: swift),
    .testTarget(
      name: name + "Tests", dependencies: [.byName(name: name)] + dependencies + testing,
      exclude: excluded[name + "Tests"] ?? [], swiftSettings: testSwift),
  ]
}
let excluded = ["WireFormat": ["matchlock.xml"], "HistogramFilesTests": ["Vectors"]]

let ground: [Target] =
  [.target(name: "CMachine", cSettings: c), .target(name: "CMemory", cSettings: c)]
  + module("Memory", ["CMemory"])
  + module("Lanes", ["Memory", "CMachine"])

let vocabulary: [Target] =
  module("Quantities", [])
  + module("WireFormat", ["Memory", "Quantities"], testing: ["WireFuzz"])

let decision: [Target] =
  module("Matching", ["Memory", "Quantities"])
  + module("Margining", ["Memory", "Quantities"])
  + module("Sessions", ["Memory", "Quantities"])
  + module(
    "Venue", ["Memory", "Quantities", "WireFormat", "Matching", "Margining", "Sessions"],
    testing: ["NaiveRules"])

let mechanism: [Target] =
  [
    .target(
      name: "CDpdk", dependencies: ["CMachine"], cSettings: c + dpdkHeaders,
      linkerSettings: dpdkLibraries),
    .target(
      name: "CUring", dependencies: ["CMachine"], cSettings: c,
      linkerSettings: [.linkedLibrary("uring")]),
    .target(
      name: "CSodium", dependencies: ["CMachine"], cSettings: c,
      linkerSettings: [.linkedLibrary("sodium")]),
    .target(
      name: "CDevice", dependencies: ["CMachine"], cSettings: c,
      linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CPkcs11", cSettings: c, linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CToml", cSettings: c,
      cxxSettings: [.treatAllWarnings(as: .error), .define("TOML_HEADER_ONLY", to: "1")]),
    .target(
      name: "CCompression", cSettings: c,
      linkerSettings: [.linkedLibrary("z"), .linkedLibrary("lzma")]),
    .target(
      name: "CNuma", dependencies: ["CMachine"], cSettings: c,
      linkerSettings: [.linkedLibrary("numa")]),
  ]
  + module("PacketIO", ["Memory", "Lanes", "CDpdk", "CMachine"])
  + module("Journaling", ["Memory", "Lanes", "CUring", "CSodium", "CMachine"])
  + module("Verifying", ["Memory", "CKernels", "CSodium"])
  + module(
    "Signing", ["Memory", "Lanes", "CKernels", "CSodium", "CPkcs11", "CDevice", "CMachine"],
    testing: ["CDeviceModel"])
  + module("Settlement", ["Memory", "Quantities", "WireFormat", "CSodium"])
  + module("Telemetry", ["Memory", "CMachine", "CNuma"])
  + module("Configuration", ["CToml"])
  + module("OrderFlow", ["Quantities", "CCompression"])

// Signature kernels. A form's functions carry their own target; only the optimiser must run in debug
// builds too, where intrinsics would else be calls.
let kernels: [Target] = [
  .target(
    name: "CKernels", path: "Kernels", exclude: ["README.md"],
    cSettings: c + [.unsafeFlags(["-O3", "-fno-math-errno"])]),
  // The formulas once more, over intervals and over plain C in eight lanes, and what drives them.
  .target(
    name: "CKernelProbe", dependencies: ["CKernels", "CSodium"], path: "Tests/CKernelProbe",
    cSettings: c + [.unsafeFlags(["-O1"])]),
  .testTarget(
    name: "CKernelsTests", dependencies: ["CKernels", "CKernelProbe", "CSodium"],
    path: "Tests/CKernelsTests", exclude: ["Vectors"], swiftSettings: testSwift),
]

let probes: [Target] = [
  // A signing device in plain C, and a machine that has one as a card.
  .target(
    name: "CDeviceModel", dependencies: ["CDevice", "CSodium"], path: "Tests/CDeviceModel",
    cSettings: c),
  .target(
    name: "CAllocationProbe", path: "Tests/CAllocationProbe", cSettings: c,
    linkerSettings: [.linkedLibrary("dl")]),
]

// What fuzzing feeds bytes to, and libFuzzer's entry to it, which `Tools/fuzz-wire` links.
let fuzzing: [Target] = [
  // The decision layer again, naively: what random and fuzzed logs are compared with.
  .target(
    name: "NaiveRules", dependencies: ["Memory", "Quantities", "WireFormat", "Venue"],
    path: "Tests/NaiveRules", swiftSettings: testSwift),
  .target(
    name: "WireFuzz", dependencies: ["Memory", "WireFormat"], path: "Tests/WireFuzz",
    swiftSettings: swift),
  .target(
    name: "WireFuzzer", dependencies: ["Memory", "WireFuzz"], path: "Tests/WireFuzzer",
    swiftSettings: testSwift + [.enableUpcomingFeature("InternalImportsByDefault")]),
]

let assembly: [Target] =
  [.target(name: "CHostFacts", cSettings: c)]
  + module("HostAudit", ["Telemetry", "CHostFacts", "CMachine"])
  + module("HistogramFiles", ["Telemetry", "CCompression"])
  + module(
    "Tiles",
    [
      "Memory", "Lanes", "Quantities", "WireFormat", "Venue", "PacketIO", "Journaling",
      "Verifying", "Signing", "Settlement", "Telemetry", "CMachine", "CSodium",
    ])
  + [.target(name: "CStrategy", cSettings: c)]
  + module(
    "Gateway",
    [
      "Memory", "Quantities", "WireFormat", "PacketIO", "Verifying", "Signing", "Telemetry",
      "OrderFlow", "CMachine", "CSodium", "CStrategy",
    ], testing: ["Venue"])
  + module(
    "Appliance",
    [
      "Memory", "Lanes", "Quantities", "WireFormat", "Venue", "PacketIO", "Journaling",
      "Verifying", "Signing", "Settlement", "Telemetry", "Configuration", "Tiles", "CMachine",
      "CNuma",
    ],
    testing: [
      "CAllocationProbe", "CSodium", "CStrategy", "Gateway", "NaiveRules", "OrderFlow",
    ])
  + module("Scenarios", ["Memory", "WireFormat", "Venue"], testing: ["NaiveRules"])
  + [.target(name: "CEngineABI", cSettings: c)]
  + module("EngineABI", ["Memory", "Quantities", "Matching", "CEngineABI", "CSodium"])
  + module(
    "Latency",
    [
      "Memory", "Lanes", "Quantities", "WireFormat", "Matching", "Venue", "Verifying", "Signing",
      "PacketIO", "Journaling", "Telemetry", "OrderFlow", "Gateway", "HostAudit", "HistogramFiles",
      "CMachine", "CSodium",
    ],
    testing: ["Appliance", "Tiles"])

let program: [Target] = [
  .executableTarget(
    name: "matchlock",
    dependencies: [
      "Memory", "Quantities", "WireFormat", "Venue", "PacketIO", "Journaling", "Verifying",
      "Signing", "Settlement", "Telemetry", "Configuration", "OrderFlow", "Appliance", "Gateway",
      "Scenarios", "HostAudit", "HistogramFiles", "Latency", "CMachine",
    ], swiftSettings: swift)
]

// The matching engine for C, and for whoever can call C: matchlock_engine.h. It has no place where every
// link is told of a symbol of ThreadSanitizer's, which a library has not (Tools/check).
let products: [Product] =
  Context.environment["MATCHLOCK_WITHOUT_LIBRARY"] != nil
  ? [] : [.library(name: "matchlock_engine", type: .dynamic, targets: ["EngineABI"])]

// Which tests are built: all, or those that MATCHLOCK_TESTS names (Tools/check: a build of its own with other
// flags compiles what it runs and no more).
let targets =
  ground + vocabulary + decision + kernels + mechanism + probes + fuzzing + assembly + program
let wanted = Context.environment["MATCHLOCK_TESTS"]?.split(separator: "|").map(String.init)

let package = Package(
  name: "matchlock",
  products: products,
  targets: targets.filter { $0.type != .test || wanted?.contains($0.name) ?? true }
    .filter { $0.name != "CKernelProbe" || wanted?.contains("CKernelsTests") ?? true },
  cLanguageStandard: .c17, cxxLanguageStandard: .cxx17)
