// SPDX-License-Identifier: Apache-2.0
// A queue: its registers, its counts, and whether it has a request that may be taken now.
//
//   slots_q   slots taken        <= tail_q (doorbell)
//   next_q    requests taken     = sequence of the next
//   done_q    completions written
//   head_q    completions the host says it has consumed; next_q - head_q never exceeds the ring
//
// A queue that met a wrong sequence, length or CRC, or a doorbell beyond the window, stops until it is
// flushed. A flush waits until what was taken has been completed or dropped.
module ml_queue
  import mlk1_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        write_i,          // to this queue's page
  input  logic [11:0] offset_i,
  input  logic [63:0] data_i,
  input  logic [63:0] key_mask_i,
  output logic [63:0] read_o,           // of offset_i

  output logic        ready_o,          // a request may be taken
  output logic        overflow_o,       // the doorbell is beyond the window
  output logic [31:0] available_o,      // slots announced and not taken
  output logic [12:0] address_o,        // of the next slot's first word
  output logic [31:0] next_o,
  input  logic        busy_i,           // one of its requests is with the dispatcher, a pair or the writer
  input  logic        take_i,           // it is taken
  input  logic [3:0]  take_slots_i,
  input  logic [7:0]  take_stop_i,      // code that stops the queue, or 0

  output logic        flushing_o,
  output logic [31:0] done_o,
  input  logic        complete_i,       // a completion was written, or dropped
  output logic [63:0] cq_base_o,
  output logic [3:0]  cq_log2_o,

  input  logic        zeroize_i,
  output logic        zeroized_o,       // keys were erased since the flush

  output logic        beat_o,           // a heartbeat is due
  output logic [63:0] hb_base_o,
  output logic [31:0] beat_count_o,
  input  logic        beat_ack_i,
  output logic [63:0] status_o,
  output logic        config_bad_o,     // a check of the configuration registers failed
  output logic        stopped_o         // one cycle
);

  logic [63:0] cq_base_q, hb_base_q;
  logic [7:0]  cq_log2_q;
  logic [31:0] hb_period_q, hb_left_q, beat_count_q;
  logic        enable_q, want_q, flushing_q, zeroized_q, beat_q, parity_q;
  logic [31:0] tail_q, slots_q, next_q, done_q, head_q;
  logic [7:0]  error_q;
  logic        idle, ring_good, write_ring;

  // Not by the counts: a flush must end even when a bit of them has flipped.
  assign idle = !busy_i;
  assign ring_good = cq_base_q[11:0] == '0 && cq_log2_q >= CqLog2Min && cq_log2_q <= CqLog2Max;
  assign write_ring = write_i && !enable_q && !flushing_q && idle;

  // Of everything that says where the device writes. Set by each write, looked at always.
  logic parity;
  assign parity = ^{cq_base_q, cq_log2_q, hb_base_q, hb_period_q};
  assign config_bad_o = parity != parity_q;

  logic [63:0] cq_base_d, hb_base_d;
  logic [7:0]  cq_log2_d;
  logic [31:0] hb_period_d;
  logic        configure;

  always_comb begin
    cq_base_d = cq_base_q;
    cq_log2_d = cq_log2_q;
    hb_base_d = hb_base_q;
    hb_period_d = hb_period_q;
    configure = 1'b0;
    if (write_ring && offset_i == QueueCqBase) begin
      cq_base_d = data_i;
      configure = 1'b1;
    end
    if (write_ring && offset_i == QueueCqLog2) begin
      // What does not fit is no good size either.
      cq_log2_d = data_i[63:8] != '0 ? 8'hFF : data_i[7:0];
      configure = 1'b1;
    end
    if (write_i && offset_i == QueueHbBase) begin
      hb_base_d = {data_i[63:6], 6'b0};
      configure = 1'b1;
    end
    if (write_i && offset_i == QueueHbPeriod) begin
      hb_period_d = data_i[31:0];
      configure = 1'b1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cq_base_q <= '0;
      cq_log2_q <= '0;
      hb_base_q <= '0;
      hb_period_q <= '0;
      parity_q <= 1'b0;
    end else if (configure && !config_bad_o) begin
      cq_base_q <= cq_base_d;
      cq_log2_q <= cq_log2_d;
      hb_base_q <= hb_base_d;
      hb_period_q <= hb_period_d;
      parity_q <= ^{cq_base_d, cq_log2_d, hb_base_d, hb_period_d};
    end
  end

  logic write_ctrl;
  assign write_ctrl = write_i && offset_i == QueueCtrl;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      enable_q <= 1'b0;
      want_q <= 1'b0;
      flushing_q <= 1'b0;
      zeroized_q <= 1'b0;
      tail_q <= '0;
      slots_q <= '0;
      next_q <= '0;
      done_q <= '0;
      head_q <= '0;
      error_q <= '0;
      stopped_o <= 1'b0;
    end else begin
      stopped_o <= take_i && take_stop_i != '0;
      if (take_i) begin
        next_q <= next_q + 32'd1;
        slots_q <= slots_q + {28'b0, take_slots_i};
        if (take_stop_i != '0) error_q <= take_stop_i;
      end
      if (complete_i) done_q <= done_q + 32'd1;
      if (write_i && offset_i == QueueSqTail) tail_q <= data_i[31:0];
      if (write_i && offset_i == QueueCqHead) head_q <= data_i[31:0];
      if (write_ctrl && data_i[1]) begin
        flushing_q <= 1'b1;
        want_q <= data_i[0];
        enable_q <= 1'b0;
      end else if (write_ctrl && !flushing_q) begin
        enable_q <= data_i[0] && ring_good && error_q == '0;
        if (data_i[0] && !ring_good) error_q <= CodeBadRing;
      end else if (flushing_q && idle) begin
        flushing_q <= 1'b0;
        enable_q <= want_q && ring_good;
        error_q <= want_q && !ring_good ? CodeBadRing : '0;
        tail_q <= '0;
        slots_q <= '0;
        next_q <= '0;
        done_q <= '0;
        head_q <= '0;
        zeroized_q <= 1'b0;
      end
      if (zeroize_i) zeroized_q <= 1'b1;
    end
  end

  // --- heartbeats

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      hb_left_q <= '0;
      beat_q <= 1'b0;
      beat_count_q <= '0;
    end else begin
      if (beat_ack_i) begin
        beat_q <= 1'b0;
        beat_count_q <= beat_count_q + 32'd1;
      end
      if ((write_i && offset_i == QueueHbPeriod) || hb_period_q == '0) begin
        hb_left_q <= hb_period_d;
        if (hb_period_d == '0) beat_q <= 1'b0;
      end else if (hb_left_q <= 32'd1) begin
        hb_left_q <= hb_period_q;
        beat_q <= 1'b1;
      end else begin
        hb_left_q <= hb_left_q - 32'd1;
      end
    end
  end

  // --- what may be taken

  assign available_o = tail_q - slots_q;
  assign overflow_o = available_o > 32'd256;
  assign ready_o = enable_q && !flushing_q && error_q == '0 && tail_q != slots_q
                   && next_q - head_q < (32'd1 << cq_log2_q[3:0]) && !config_bad_o;
  assign address_o = {slots_q[7:0], 5'b0};
  assign next_o = next_q;
  assign done_o = done_q;
  assign flushing_o = flushing_q;
  assign zeroized_o = zeroized_q;
  assign cq_base_o = cq_base_q;
  assign cq_log2_o = cq_log2_q[3:0];
  assign hb_base_o = hb_base_q;
  assign beat_o = beat_q && !config_bad_o;
  assign beat_count_o = beat_count_q;
  assign status_o = {next_q, 16'b0, error_q, 6'b0, flushing_q, enable_q};

  always_comb begin
    unique case (offset_i)
      QueueCqBase: read_o = cq_base_q;
      QueueCqLog2: read_o = {56'b0, cq_log2_q};
      QueueHbBase: read_o = hb_base_q;
      QueueHbPeriod: read_o = {32'b0, hb_period_q};
      QueueCtrl: read_o = {63'b0, enable_q};
      QueueKeyMask: read_o = key_mask_i;
      QueueQstatus: read_o = status_o;
      default: read_o = '1;
    endcase
  end

endmodule
