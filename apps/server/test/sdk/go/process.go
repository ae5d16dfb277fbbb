package main

import (
	"encoding/json"
	"strings"
	"time"
)

// What is answered when a processed picture was stored.
type saved struct {
	Bucket   string `json:"bucket"`
	FileSize int    `json:"fileSize"`
	Object   string `json:"object"`
	Status   string `json:"status"`
}

var processFlows = []flow{
	{"a picture is processed, and has no CRC of another", func(s *session) {
		response, data := s.processed("example.jpg", "image/resize,m_fixed,w_100,h_100")
		expectJpeg("resized", data, 100, 100)
		for _, name := range []string{"X-Oss-Hash-Crc64ecma", "Content-Md5"} {
			expect(name, response.Headers.Get(name), "")
		}
		_, err := s.call("GET", "example.jpg", "x-oss-process=image%2Fresize%2Cw_0", "x-oss-process=image/resize,w_0", nil)
		expectRefused("a wrong width", err, 400, "InvalidArgument")
	}},

	// By a style in its key, which the SDK takes for any object and compares with the CRC that came with it.
	{"a processed picture is downloaded into a file", func(s *session) {
		bucket, err := s.client.Bucket("go-styled")
		must(err)
		must(bucket.PutObjectFromFile("example.jpg", s.picturePath))
		styled := &session{client: s.client, bucket: bucket}
		styled.putStyle("thumb", "image/resize,m_fixed,w_100,h_100")
		must(bucket.GetObjectToFile("example.jpg!thumb", s.file("thumb.jpg")))
		expectJpeg("file", readFile(s.file("thumb.jpg")), 100, 100)
	}},

	{"a processed picture is stored", func(s *session) {
		process := "image/resize,m_fixed,w_100,h_100|sys/saveas,o_" + named("saved/中 文.jpg") + ",b_" + named(bucketName)
		body, err := s.saveAs("example.jpg", process)
		must(err)
		var told saved
		must(json.Unmarshal(body, &told))
		url := s.signedURL("saved/中 文.jpg", "image/info", time.Now().Add(time.Minute))
		info := fetch("GET", url, nil)
		expect("information", []interface{}{info.status, info.header.Get("Content-Type")},
			[]interface{}{200, "application/json"})
		expect("answer", told, saved{bucketName, told.FileSize, "saved/中 文.jpg", "OK"})

		process = "image/rotate,90|sys/saveas,o_" + named("saved/turned.jpg")
		body, err = s.saveAs("example.jpg", process)
		must(err)
		must(json.Unmarshal(body, &told))
		data := readAll(s.bucket.GetObject("saved/turned.jpg"))
		expectJpeg("turned", data, 267, 400)
		expect("size", told.FileSize, len(data))
		_, err = s.saveAs("missing.jpg", process)
		expectRefused("no source", err, 404, "NoSuchKey")
	}},

	{"a style processes by GET, by signed URL and when storing", func(s *session) {
		s.putStyle("small", "image/resize,w_50")
		_, data := s.processed("example.jpg", "style/small")
		expectJpeg("by GET", data, 50, 33)
		fetch("GET", s.signedURL("example.jpg", "style/small", time.Now().Add(time.Minute)), nil).
			expectJpeg("by signed URL", 50, 33)
		_, err := s.saveAs("example.jpg", "style/small|sys/saveas,o_"+named("saved/small.jpg"))
		must(err)
		expectJpeg("stored", readAll(s.bucket.GetObject("saved/small.jpg")), 50, 33)

		found, err := s.call("GET", "", "style&styleName=small", "style&styleName=small", nil)
		must(err)
		text := string(readAll(found.Body, nil))
		if !strings.Contains(text, "<Name>small</Name><Content>image/resize,w_50</Content>") {
			panic(text)
		}
		for count := 0; count < 2; count++ {
			gone, err := s.call("DELETE", "", "style&styleName=small", "style&styleName=small", nil)
			must(err)
			gone.Body.Close()
			expect("deleted", gone.StatusCode, 204)
		}
		_, err = s.call("GET", "example.jpg", "x-oss-process=style%2Fsmall", "x-oss-process=style/small", nil)
		expectRefused("no such style", err, 404, "NoSuchStyle")
	}},
}

func (s *session) putStyle(name, content string) {
	body := strings.NewReader("<Style><Content>" + content + "</Content></Style>")
	query := "style&styleName=" + name
	response, err := s.call("PUT", "", query, query, body)
	must(err)
	response.Body.Close()
	expect("style", response.StatusCode, 200)
}
