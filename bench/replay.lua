-- wrk sends the requests of a file, each of which stands behind its length.
local requests, place = {}, 0

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  for length in function() return file:read("*n") end do
    file:read(1)
    requests[#requests + 1] = file:read(length)
  end
  file:close()
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p99_ms": %.4f, ' ..
    '"max_ms": %.4f, ' ..
    '"unexpected": %d, "refused": %d, "lost": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
