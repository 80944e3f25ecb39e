// SPDX-License-Identifier: Apache-2.0
// The signing device: BAR writes and reads on one side, writes to host memory on the other.
// ../REGISTERS.md and ../RING.md say what a host sees of it.
module ml_device
  import mlk1_pkg::*;
#(
  parameter int unsigned NumQueues = 2,
  parameter int unsigned NumPairs = 2,
  parameter logic [31:0] BuildRtl = '0,
  parameter logic [31:0] BuildTables = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         unpaired_i,     // tests only; boards tie it low
  input  logic [31:0]  temp_i,         // millidegrees

  input  logic         write_i,
  input  logic         write_window_i, // BAR2, else BAR0
  input  logic [19:0]  write_addr_i,   // bytes, a multiple of 8
  input  logic [63:0]  write_data_i,
  input  logic [15:0]  read_addr_i,    // BAR0
  output logic [63:0]  read_data_o,    // in the next cycle

  output logic         dma_valid_o,
  output logic [63:0]  dma_addr_o,
  output logic [511:0] dma_data_o,
  input  logic         dma_ready_i
);

  localparam int unsigned WindowAddr = 13 + $clog2(NumQueues);

  logic [63:0] time_q;
  logic        zeroize, boot, heal, tested;
  logic [15:0] keys_valid;
  logic [7:0]  sticky_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) time_q <= '0;
    else time_q <= time_q + 64'd1;
  end

  // --- pages

  logic [11:0] write_offset, read_offset, offset;
  logic        write_bar0, write_admin;
  logic [NumQueues-1:0] write_queue;

  assign write_bar0 = write_i && !write_window_i && write_addr_i[19:16] == '0;
  assign write_offset = write_addr_i[11:0];
  assign read_offset = read_addr_i[11:0];
  assign write_admin = write_bar0 && write_addr_i[15:12] == AdminPage[15:12];
  assign offset = write_bar0 ? write_offset : read_offset;

  always_comb begin
    for (int unsigned q = 0; q < NumQueues; q++) begin
      write_queue[q] = write_bar0 && write_addr_i[15:12] == 4'(q + 1);
    end
  end

  // --- queues

  logic [NumQueues-1:0]       ready, overflow, zeroized, busy, writing, pending, take, flushing, complete, beat, beat_ack;
  logic [NumQueues-1:0]       config_bad, stopped;
  logic [NumQueues-1:0][31:0] available, next, done_count, beat_count;
  logic [NumQueues-1:0][12:0] address;
  logic [NumQueues-1:0][63:0] key_mask, cq_base, hb_base, qstatus, queue_read;
  logic [NumQueues-1:0][3:0]  cq_log2;
  logic [3:0]                 take_slots;
  logic [7:0]                 take_stop;

  for (genvar q = 0; q < NumQueues; q++) begin : gen_queue
    ml_queue u_queue (
      .clk_i, .rst_ni,
      .write_i(write_queue[q]), .offset_i(offset), .data_i(write_data_i),
      .key_mask_i(key_mask[q]), .read_o(queue_read[q]),
      .ready_o(ready[q]), .overflow_o(overflow[q]), .available_o(available[q]),
      .address_o(address[q]), .next_o(next[q]), .busy_i(busy[q] || writing[q] || pending[q]), .take_i(take[q]),
      .take_slots_i(take_slots), .take_stop_i(take_stop),
      .flushing_o(flushing[q]), .done_o(done_count[q]), .complete_i(complete[q]),
      .cq_base_o(cq_base[q]), .cq_log2_o(cq_log2[q]),
      .zeroize_i(zeroize), .zeroized_o(zeroized[q]),
      .beat_o(beat[q]), .hb_base_o(hb_base[q]), .beat_count_o(beat_count[q]),
      .beat_ack_i(beat_ack[q]), .status_o(qstatus[q]),
      .config_bad_o(config_bad[q]), .stopped_o(stopped[q])
    );
  end

  logic                  window_read;
  logic [WindowAddr-1:0] window_read_addr;
  logic [63:0]           window_word;

  ml_window #(.NumQueues(NumQueues)) u_window (
    .clk_i,
    .write_i(write_i && write_window_i && 32'(write_addr_i[19:16]) < NumQueues),
    .write_addr_i(write_addr_i[WindowAddr+2:3]),
    .write_word_i(write_data_i),
    .read_i(window_read),
    .read_addr_i(window_read_addr),
    .read_word_o(window_word)
  );

  // --- pairs

  logic [NumPairs-1:0]        free, healthy_q, using, load_good, done, pair_admin, reserve, fail;
  logic [NumPairs-1:0]        pair_pending, ack_writer, ack_admin, signed_flag;
  logic [NumPairs-1:0][3:0]   pair_queue;
  logic [NumPairs-1:0][31:0]  pair_seq, cycles, crc, check_seq;
  logic [NumPairs-1:0][7:0]   code, check_code, sticky;
  logic [NumPairs-1:0][511:0] signature;
  logic [NumPairs-1:0][63:0]  cookie, pair_time;
  logic                       d_first, d_valid, d_go, d_sign, a_first, a_valid, a_go, a_expand, erase;
  logic [63:0]                d_word, a_word;
  logic [7:0]                 d_code;
  logic [3:0]                 d_queue, erase_slot;
  logic [31:0]                d_seq;

  for (genvar p = 0; p < NumPairs; p++) begin : gen_pair
    ml_pair u_pair (
      .clk_i, .rst_ni, .unpaired_i, .time_i(time_q),
      .wipe_i(zeroize), .erase_i(erase), .erase_slot_i(erase_slot),
      .load_first_i(reserve[p] ? a_first : d_first && using[p]),
      .load_valid_i(reserve[p] && a_valid || using[p] && d_valid),
      .load_word_i(reserve[p] && a_valid ? a_word : d_word),
      .load_good_o(load_good[p]),
      .go_i(reserve[p] && a_go || using[p] && d_go),
      .go_code_i(using[p] ? d_code : CodeOk),
      .go_sign_i(using[p] ? d_sign : 1'b1),
      .go_expand_i(!using[p] && a_expand),
      .go_admin_i(!using[p]),
      .go_queue_i(d_queue),
      .go_seq_i(using[p] ? d_seq : 32'b0),
      .free_o(free[p]), .pending_o(pair_pending[p]), .done_o(done[p]), .admin_o(pair_admin[p]), .queue_o(pair_queue[p]),
      .seq_o(pair_seq[p]), .code_o(code[p]), .signature_o(signature[p]), .cookie_o(cookie[p]),
      .time_o(pair_time[p]), .cycles_o(cycles[p]), .crc_o(crc[p]), .signed_o(signed_flag[p]),
      .check_seq_o(check_seq[p]), .check_code_o(check_code[p]),
      .ack_i(ack_writer[p] || ack_admin[p]),
      .sticky_o(sticky[p])
    );
  end

  ml_dispatch #(.NumQueues(NumQueues), .NumPairs(NumPairs)) u_dispatch (
    .clk_i, .rst_ni, .time_i(time_q), .hold_i(boot),
    .ready_i(ready), .overflow_i(overflow), .zeroized_i(zeroized), .available_i(available),
    .address_i(address), .next_i(next), .key_mask_i(key_mask), .keys_valid_i(keys_valid),
    .busy_o(busy), .take_o(take), .take_slots_o(take_slots), .take_stop_o(take_stop),
    .read_o(window_read), .read_addr_o(window_read_addr), .read_word_i(window_word),
    .free_i(free & ~reserve), .healthy_i(healthy_q), .load_good_i(load_good), .using_o(using),
    .load_first_o(d_first), .load_valid_o(d_valid), .load_word_o(d_word),
    .go_o(d_go), .go_code_o(d_code), .go_sign_o(d_sign), .go_queue_o(d_queue), .go_seq_o(d_seq)
  );

  always_comb begin
    pending = '0;
    for (int unsigned p = 0; p < NumPairs; p++) begin
      if (pair_pending[p] && 32'(pair_queue[p]) < NumQueues) begin
        pending[pair_queue[p][$clog2(NumQueues)-1:0]] = 1'b1;
      end
    end
  end

  logic [63:0] admin_read;

  ml_admin #(.NumQueues(NumQueues), .NumPairs(NumPairs)) u_admin (
    .clk_i, .rst_ni,
    .write_i(write_admin), .offset_i(offset), .data_i(write_data_i), .read_o(admin_read),
    .key_mask_o(key_mask), .boot_o(boot), .zeroize_o(zeroize), .keys_valid_o(keys_valid),
    .fail_o(fail), .tested_o(tested), .heal_o(heal),
    .healthy_i(healthy_q), .free_i(free), .using_i(using), .reserve_o(reserve),
    .load_first_o(a_first), .load_valid_o(a_valid), .load_word_o(a_word),
    .go_o(a_go), .go_expand_o(a_expand),
    .done_i(done & pair_admin), .code_i(code), .signature_i(signature), .ack_o(ack_admin),
    .erase_o(erase), .erase_slot_o(erase_slot)
  );

  // --- health and counters

  logic [63:0] accepted_q, completed_q, mismatches_q, cycles_max_q, cycles_min_q, tests_q, failures_q;
  logic [31:0] code_count_q [16];
  logic        written, written_signed, config_stop_q, zeroized_state_q;
  logic [7:0]  written_code;
  logic [31:0] written_cycles;
  logic [NumPairs-1:0] struck, mismatched;
  logic [7:0]  sticky_any;

  always_comb begin
    sticky_any = '0;
    struck = '0;
    mismatched = '0;
    for (int unsigned p = 0; p < NumPairs; p++) begin
      sticky_any |= sticky[p];
      struck[p] = sticky[p] != '0;
      mismatched[p] = sticky[p][0];
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      healthy_q <= '1;
      sticky_q <= '0;
      accepted_q <= '0;
      completed_q <= '0;
      mismatches_q <= '0;
      cycles_max_q <= '0;
      cycles_min_q <= '1;
      tests_q <= '0;
      failures_q <= '0;
      config_stop_q <= 1'b0;
      zeroized_state_q <= 1'b0;
      for (int unsigned i = 0; i < 16; i++) code_count_q[i] <= '0;
    end else begin
      healthy_q <= heal ? '1 : healthy_q & ~struck & ~fail;
      sticky_q <= sticky_q | sticky_any
                  | {d_go && d_code == CodeBadCrc, config_bad != '0, stopped != '0, 1'b0, fail != '0, 3'b0};
      if (config_bad != '0) config_stop_q <= 1'b1;
      if (zeroize) zeroized_state_q <= 1'b1;
      else if (boot && !heal) zeroized_state_q <= 1'b0;
      if (take != '0) accepted_q <= accepted_q + 64'd1;
      if (mismatched != '0) mismatches_q <= mismatches_q + 64'd1;
      if (tested) tests_q <= tests_q + 64'd1;
      if (fail != '0) failures_q <= failures_q + 64'd1;
      if (written) begin
        completed_q <= completed_q + 64'd1;
        code_count_q[written_code[3:0]] <= code_count_q[written_code[3:0]] + 32'd1;
        if (written_signed) begin
          if ({32'b0, written_cycles} > cycles_max_q) cycles_max_q <= {32'b0, written_cycles};
          if ({32'b0, written_cycles} < cycles_min_q) cycles_min_q <= {32'b0, written_cycles};
        end
      end
    end
  end

  logic [7:0]  state, in_flight;
  logic [63:0] status;

  always_comb begin
    if (config_stop_q) state = StateFault;
    else if (zeroized_state_q) state = StateZeroized;
    else if (boot) state = StateSelftest;
    else if (healthy_q == '0) state = StateFault;
    else if (healthy_q != '1) state = StateDegraded;
    else state = StateReady;
    in_flight = '0;
    for (int unsigned q = 0; q < NumQueues; q++) in_flight += 8'(next[q] - done_count[q]);
    status = {16'b0, keys_valid, 16'(healthy_q), in_flight, state};
  end

  ml_writer #(.NumQueues(NumQueues), .NumPairs(NumPairs)) u_writer (
    .clk_i, .rst_ni, .stop_i(config_stop_q || config_bad != '0),
    .done_i(done & ~pair_admin), .queue_i(pair_queue), .seq_i(pair_seq), .code_i(code),
    .signature_i(signature), .cookie_i(cookie), .time_i(pair_time), .cycles_i(cycles), .crc_i(crc),
    .signed_i(signed_flag), .check_seq_i(check_seq), .check_code_i(check_code),
    .paired_i(!unpaired_i), .ack_o(ack_writer),
    .flushing_i(flushing), .done_count_i(done_count), .cq_base_i(cq_base), .cq_log2_i(cq_log2),
    .complete_o(complete), .busy_o(writing),
    .beat_i(beat), .hb_base_i(hb_base), .beat_count_i(beat_count), .qstatus_i(qstatus),
    .beat_ack_o(beat_ack), .now_i(time_q), .status_i(status), .accepted_i(accepted_q),
    .completed_i(completed_q), .sticky_i({56'b0, sticky_q}), .temp_i({32'b0, temp_i}),
    .written_o(written), .written_code_o(written_code), .written_signed_o(written_signed),
    .written_cycles_o(written_cycles),
    .dma_valid_o, .dma_addr_o, .dma_data_o, .dma_ready_i
  );

  // --- reads: what is not there is all ones

  logic [63:0] read_d, read_q;

  logic unused;
  assign unused = ^written_code[7:4];

  always_comb begin
    read_d = '1;
    if (read_addr_i[15:12] == AdminPage[15:12]) begin
      read_d = admin_read;
    end else if (read_addr_i[15:12] == '0) begin
      unique case (read_offset)
        GlobalId: read_d = {AbiMinor, AbiMajor, Magic};
        GlobalCaps: read_d = {12'b0, 4'b1111, MessageMax, WindowLog2, KeySlots, 8'(NumQueues),
                              8'(NumPairs)};
        GlobalBuild: read_d = {BuildTables, BuildRtl};
        GlobalStatus: read_d = status;
        GlobalHeartbeat: read_d = time_q;
        GlobalClkHz: read_d = ClkTargetHz;
        GlobalTemp: read_d = {32'b0, temp_i};
        GlobalStickyErr: read_d = {56'b0, sticky_q};
        GlobalAccepted: read_d = accepted_q;
        GlobalCompleted: read_d = completed_q;
        GlobalMismatches: read_d = mismatches_q;
        GlobalCyclesMax: read_d = cycles_max_q;
        GlobalCyclesMin: read_d = cycles_min_q;
        GlobalSelfTests: read_d = tests_q;
        GlobalSelfTestFailures: read_d = failures_q;
        default: begin
          for (int unsigned i = 0; i < 16; i++) begin
            if (read_offset == GlobalCodeCount + 12'(8 * i)) read_d = {32'b0, code_count_q[i]};
          end
        end
      endcase
    end else begin
      for (int unsigned q = 0; q < NumQueues; q++) begin
        if (read_addr_i[15:12] == 4'(q + 1)) read_d = queue_read[q];
      end
    end
  end

  always_ff @(posedge clk_i) read_q <= read_d;
  assign read_data_o = read_q;

endmodule
