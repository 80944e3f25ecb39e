// SPDX-License-Identifier: Apache-2.0
// A queue with any host writes and an environment that only takes what is ready and completes what was
// taken. The host is honest in one thing: CQ_HEAD goes forward and not past what was completed.
module queue_formal
  import mlk1_pkg::*;
(
  input logic        clk_i,
  input logic        write_i,
  input logic [11:0] offset_i,
  input logic [63:0] data_i,
  input logic        pick_i,
  input logic        take_any_i,
  input logic [3:0]  take_slots_i,
  input logic [7:0]  take_stop_i,
  input logic        complete_any_i,
  input logic        zeroize_i,
  input logic        beat_ack_i
);

  logic        rst_nq = 1'b0;
  logic        ready, overflow, flushing, zeroized, beat, config_bad, stopped, busy_q, take, complete;
  logic [31:0] available, next, done, beat_count, pending_q;
  logic [12:0] address;
  logic [63:0] cq_base, hb_base, status, read;
  logic [3:0]  cq_log2;

  always_ff @(posedge clk_i) rst_nq <= 1'b1;

  // The dispatcher: picks when ready, takes later. Pairs and writer: `pending_q` requests of this queue.
  assign take = busy_q && take_any_i;
  assign complete = complete_any_i && pending_q != 0;

  ml_queue u_queue (
    .clk_i, .rst_ni(rst_nq), .write_i, .offset_i, .data_i, .key_mask_i('0), .read_o(read),
    .ready_o(ready), .overflow_o(overflow), .available_o(available), .address_o(address), .next_o(next),
    .busy_i(busy_q || pending_q != 0), .take_i(take), .take_slots_i, .take_stop_i,
    .flushing_o(flushing), .done_o(done), .complete_i(complete), .cq_base_o(cq_base), .cq_log2_o(cq_log2),
    .zeroize_i, .zeroized_o(zeroized), .beat_o(beat), .hb_base_o(hb_base), .beat_count_o(beat_count),
    .beat_ack_i, .status_o(status), .config_bad_o(config_bad), .stopped_o(stopped)
  );

  always_ff @(posedge clk_i or negedge rst_nq) begin
    if (!rst_nq) begin
      busy_q <= 1'b0;
      pending_q <= '0;
    end else begin
      if (pick_i && ready && !busy_q) busy_q <= 1'b1;
      else if (take) busy_q <= 1'b0;
      pending_q <= pending_q + 32'(take) - 32'(complete);
    end
  end

  // What the host has consumed, as it told.
  logic [31:0] head_q, entries, outstanding;
  logic        flush_end;
  assign flush_end = flushing && !busy_q && pending_q == 0 
                     && !(write_i && offset_i == QueueCtrl && data_i[1]);
  always_ff @(posedge clk_i or negedge rst_nq) begin
    if (!rst_nq) head_q <= '0;
    else if (flush_end) head_q <= '0;
    else if (write_i && offset_i == QueueCqHead) head_q <= data_i[31:0];
  end
  assign entries = 32'd1 << cq_log2;
  assign outstanding = next - head_q;

  always_comb begin
    if (rst_nq && write_i && offset_i == QueueCqHead) begin
      assume (data_i[31:0] - head_q <= done - head_q);
    end
    // Of 2^32 requests in flight none is considered.
    assume (pending_q < 32'd256);
    assume (take_slots_i <= 4'd5);
  end

  always_comb begin
    if (rst_nq) begin
      // No completion without a request: what is done was taken.
      assert (next - done == pending_q);
      // Credit: a request is taken only while the ring has room for its completion.
      if (busy_q) assert (outstanding < entries);
      if (ready) assert (outstanding < entries && !flushing && status[0]);
      // An enabled queue has a ring that is one.
      if (status[0]) assert (cq_base[11:0] == '0 && cq_log2 >= 4'd6 && cq_log2 <= 4'd12);
      // A stopped queue offers nothing.
      if (status[15:8] != '0) assert (!ready);
      // The configuration's parity is right without flipped bits.
      assert (!config_bad);
      // Helps the induction.
      assert (u_queue.head_q == head_q);
      assert (outstanding <= 32'd4096 && done - head_q <= 32'd4096);
      if (busy_q) assert (cq_log2 >= 4'd6 && cq_log2 <= 4'd12 && u_queue.cq_log2_q[7:4] == '0);
      if (status[0]) assert (u_queue.cq_log2_q[7:4] == '0);
    end
  end

endmodule
