-- wrk's script: GET with Range of a fixed length at a random place of one of several files.
-- Arguments: length of the range, then "path size" pairs.
local files, length = {}, 0

function init(args)
    length = tonumber(args[1])
    for i = 2, #args, 2 do
        files[#files + 1] = {path = args[i], size = tonumber(args[i + 1])}
    end
    math.randomseed(1)
end

function request()
    local file = files[math.random(#files)]
    local from = math.random(0, file.size - length)
    return wrk.format("GET", file.path, {Range = "bytes=" .. from .. "-" .. (from + length - 1)})
end

function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("requests %d bytes %.0f errors %d\n", summary.requests, summary.bytes,
        e.connect + e.read + e.write + e.status + e.timeout))
end
