package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

var bucketFlows = []flow{
	{"a private bucket is created, and again", func(s *session) {
		for count := 0; count < 2; count++ {
			must(s.client.CreateBucket(bucketName, oss.ACL(oss.ACLPrivate)))
		}
		access, err := s.client.GetBucketACL(bucketName)
		must(err)
		expect("ACL", access.ACL, "private")
		if access.Owner.ID == "" {
			panic("no owner")
		}
		must(s.client.CreateBucket("go-standard", oss.StorageClass(oss.StorageStandard)))
		must(s.client.DeleteBucket("go-standard"))
	}},

	{"a bucket's ACL is changed", func(s *session) {
		for _, wanted := range []oss.ACLType{oss.ACLPublicRead, oss.ACLPublicReadWrite, oss.ACLPrivate} {
			must(s.client.SetBucketACL(bucketName, wanted))
			access, err := s.client.GetBucketACL(bucketName)
			must(err)
			expect("ACL", access.ACL, string(wanted))
		}
		expectRefused("a wrong ACL", s.client.SetBucketACL(bucketName, "secret"), 400, "InvalidArgument")
	}},

	{"buckets are listed", func(s *session) {
		found, err := s.client.ListBuckets(oss.Prefix("go-"))
		must(err)
		names := []string{}
		for _, bucket := range found.Buckets {
			names = append(names, bucket.Name)
			expect("location", bucket.Location, "oss-cn-hangzhou")
			expectRecent("creation", bucket.CreationDate)
		}
		expect("names", names, []string{"go-other", bucketName, "go-styled"})
		page, err := s.client.ListBuckets(oss.Prefix("go-"), oss.MaxKeys(1))
		must(err)
		expect("page", []interface{}{page.IsTruncated, page.NextMarker}, []interface{}{true, "go-other"})
		page, err = s.client.ListBuckets(oss.Prefix("go-"), oss.MaxKeys(2), oss.Marker(page.NextMarker))
		must(err)
		expect("second page", []interface{}{page.IsTruncated, len(page.Buckets), page.Buckets[0].Name},
			[]interface{}{false, 2, bucketName})
		for name, there := range map[string]bool{bucketName: true, "go-missing": false} {
			exists, err := s.client.IsBucketExist(name)
			must(err)
			expect("existence of "+name, exists, there)
		}
	}},

	{"a bucket tells its information and its location", func(s *session) {
		found, err := s.client.GetBucketInfo(bucketName)
		must(err)
		info := found.BucketInfo
		expect("information", []string{info.Name, info.Location, info.ACL, info.StorageClass},
			[]string{bucketName, "oss-cn-hangzhou", "private", "Standard"})
		expectRecent("creation", info.CreationDate)
		if info.Owner.ID == "" || info.ExtranetEndpoint == "" || info.IntranetEndpoint == "" {
			panic(fmt.Sprintf("incomplete: %#v", info))
		}
		location, err := s.client.GetBucketLocation(bucketName)
		must(err)
		expect("location", location, "oss-cn-hangzhou")
		_, err = s.client.GetBucketInfo("go-missing")
		expectRefused("no such bucket", err, 404, "NoSuchBucket")
	}},

	{"rules for other origins are kept, applied and deleted", func(s *session) {
		rule := oss.CORSRule{
			AllowedOrigin: []string{"http://*.example.com"}, AllowedMethod: []string{"PUT", "GET"},
			AllowedHeader: []string{"content-type", "x-oss-*"}, ExposeHeader: []string{"ETag"}, MaxAgeSeconds: 600,
		}
		must(s.client.SetBucketCORS(bucketName, []oss.CORSRule{rule}))
		found, err := s.client.GetBucketCORS(bucketName)
		must(err)
		expect("count", len(found.CORSRules), 1)
		kept := found.CORSRules[0]
		kept.XMLName = rule.XMLName
		expect("rule", kept, rule)
		asked := map[string]string{
			"Origin":                         "http://shop.example.com",
			"Access-Control-Request-Method":  "PUT",
			"Access-Control-Request-Headers": "content-type,x-oss-meta-a",
		}
		allowed := fetch("OPTIONS", s.objectURL("any"), asked)
		expect("preflight", []interface{}{
			allowed.status, allowed.header.Get("Access-Control-Allow-Origin"), allowed.header.Get("Access-Control-Max-Age"),
		}, []interface{}{200, "http://shop.example.com", "600"})
		asked["Origin"] = "http://example.org"
		fetch("OPTIONS", s.objectURL("any"), asked).expectRefused("another origin", 403, "AccessForbidden")
		must(s.client.DeleteBucketCORS(bucketName))
		_, err = s.client.GetBucketCORS(bucketName)
		expectRefused("after deletion", err, 404, "NoSuchCORSConfiguration")
	}},

	{"what is not answered is refused by its name", func(s *session) {
		rules := []oss.LifecycleRule{oss.BuildLifecycleRuleByDays("old", "logs/", true, 3)}
		expectRefused("lifecycle", s.client.SetBucketLifecycle(bucketName, rules), 400, "NotImplemented")
		expectRefused("symlink", s.bucket.PutSymlink("link", "example.jpg"), 400, "NotImplemented")
		expectRefused("restore", s.bucket.RestoreObject("example.jpg"), 400, "NotImplemented")
	}},
}

var endFlows = []flow{
	{"a bucket is counted", func(s *session) {
		response, err := s.call("GET", "", "stat", "stat", nil)
		must(err)
		text := string(readAll(response.Body, nil))
		for _, element := range []string{"<BucketStat>", "<Storage>", "<ObjectCount>", "<MultipartUploadCount>0<"} {
			if !strings.Contains(text, element) {
				panic(fmt.Sprintf("no %s in %s", element, text))
			}
		}
	}},

	{"a bucket is deleted when it is empty, not before", func(s *session) {
		expectRefused("with objects", s.client.DeleteBucket(bucketName), 409, "BucketNotEmpty")
		for {
			page, err := s.bucket.ListObjects(oss.MaxKeys(1000))
			must(err)
			if len(page.Objects) == 0 {
				break
			}
			keys := []string{}
			for _, object := range page.Objects {
				keys = append(keys, object.Key)
			}
			_, err = s.bucket.DeleteObjects(keys, oss.DeleteObjectsQuiet(true))
			must(err)
		}
		must(s.client.DeleteBucket(bucketName))
		expectRefused("again", s.client.DeleteBucket(bucketName), 404, "NoSuchBucket")
	}},
}

func expectRecent(what string, when time.Time) {
	if age := time.Since(when); age < -time.Minute || age > time.Hour {
		panic(fmt.Sprintf("%s: %s is not now", what, when))
	}
}
