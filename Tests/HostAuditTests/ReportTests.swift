// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HostAudit

private func spoiltMachine() throws -> MadeUpMachine {
  try MadeUpMachine(
    goodFiles.merging([
      "sys/devices/system/cpu/isolated": "\n", "proc/sys/kernel/nmi_watchdog": "1\n",
      "sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n",
      "sys/devices/system/cpu/nohz_full": "\n",
      "sys/devices/system/cpu/cpu2/cpufreq/scaling_governor": "powersave\n",
      "sys/devices/system/cpu/cpu3/cpufreq/scaling_governor": "powersave\n",
    ]) { $1 }, links: goodLinks)
}

@Suite struct ReportTests {
  @Test func `the text says what, how much and what to do`() throws {
    let machine = try spoiltMachine()
    let audit = try machine.audit(hot: CoreSet([2, 3]))
    let text = AuditText(listsAll: false).report(audit)
    #expect(
      text.contains(
        """
          WARN  governor: powersave on cores 2-3
                costs  50,000 ns each signature verified before the clock has risen
                       (typical)
                fix    echo performance > /sys/devices/system/cpu/cpu2/cpufreq/scaling_governor
        """), "\(text)")
    #expect(text.contains("  FAIL  clock-source: hpet\n"))
    #expect(text.contains("  isolcpus=managed_irq,domain,2-3 nohz_full=2-3"))
    #expect(!text.contains("  OK  ") && text.contains("3 WARN, 1 FAIL") == false)
    #expect(text.contains("4 WARN, 1 FAIL, 0 n/a"))
    for line in text.split(separator: "\n") where !line.contains("fix ") {
      #expect(line.count <= 80, "\(line)")
    }
    let coloured = AuditText(isColoured: true).report(audit)
    #expect(coloured.contains("\u{1b}[31mFAIL\u{1b}[0m  clock-source"))
    #expect(AuditText().report(audit).contains("  OK    cpuset: cores 2-3 may be used"))
    #expect(!text.contains("assumed"))
  }

  @Test func `assumed cores are said to be`() throws {
    let machine = try spoiltMachine()
    let audit = try machine.audit()
    #expect(audit.hotCores == CoreSet(1..<8) && audit.areHotCoresAssumed)
    #expect(AuditText().report(audit).contains("hot cores 1-7 (assumed; say which with --cores"))
  }

  @Test func `an explanation is wrapped`() throws {
    let check = try #require(Check.named("iommu"))
    let text = AuditText(width: 72).explanation(check)
    #expect(text.hasPrefix("iommu (network): can devices be handed to user space safely?\n\n"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 72 })
    #expect(text.contains("vfio"))
  }

  @Test func `the object has every finding, whole`() throws {
    let machine = try spoiltMachine()
    let audit = try machine.audit(hot: CoreSet([2, 3]))
    var json = JSONWriter()
    audit.write(to: &json, run: "0")
    let read = try JSONSerialization.jsonObject(with: Data(json.finish().utf8))
    let object = try #require(read as? [String: Any])
    #expect(object["exit_code"] as? Int == 1 && object["fail"] as? Int == 1)
    #expect(object["cores_hot"] as? String == "2-3")
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(findings.count == Check.all.count)
    let governor = try #require(findings.first { $0["id"] as? String == "governor" })
    #expect(governor["severity"] as? String == "warn" && governor["cost_ns"] as? Int == 50_000)
    #expect(governor["cost_basis"] as? String == "typical")
    let settings = try #require(governor["settings"] as? [[String: String]])
    #expect(settings.count == 2 && settings[1]["value"] == "performance")
    #expect(settings[1]["path"]?.hasSuffix("/cpu3/cpufreq/scaling_governor") == true)
    let quota = try #require(findings.first { $0["id"] as? String == "cpu-quota" })
    #expect(quota["cost_ns"] is NSNull && quota["fix"] is NSNull)
  }

  @Test func `two devices are two findings`() throws {
    let machine = try MadeUpMachine(
      goodFiles.merging([
        "sys/bus/pci/devices/0000:00:04.0/class": "0xffff00",
        "sys/bus/pci/devices/0000:00:04.0/virtio2/net/eth0/operstate": "up",
      ]) { $1 }, links: goodLinks)
    let check = try #require(Check.named("network-link"))
    let findings = try machine.audit(checks: [check]).results[0].findings
    #expect(findings.map(\.subject) == ["0000:00:04.0 eth0", "0000:3b:00.0 ens1"])
    #expect(findings.map(\.found) == ["up; its rate is not told", "up, 25 Gb/s"])
  }
}
